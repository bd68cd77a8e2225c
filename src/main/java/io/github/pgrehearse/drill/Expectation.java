package io.github.pgrehearse.drill;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a query must return, as a comment above it says: `-- expect: > 0`.
///
/// Grammar: `[rows] [= | != | < | <= | > | >=] value`. The value is a number, `true`, `false`,
/// `null`, or text, which may stand in quotes; numbers are compared as numbers, all else letter by
/// letter. Without `rows` the query must return one row of one column.
///
/// @param rows whether it is about the number of rows
/// @param quoted whether the value is text whatever it looks like
record Expectation(boolean rows, String comparison, String value, boolean quoted) {

    private static final Pattern COMMENT = Pattern.compile("--\\s*expect\\s*:(.*)");
    private static final Pattern TEXT =
            Pattern.compile("(rows\\b)?\\s*(!=|<>|<=|>=|=|<|>)?\\s*(.+)");

    /// With signs and fractions, and nothing else that Java would take for one.
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");

    private static final Set<String> EQUALITY = Set.of("=", "!=");

    /// What a comment says of the query below it; nothing if it is an ordinary one.
    ///
    /// @throws IllegalArgumentException if it cannot be understood
    static Optional<Expectation> of(String comment) {
        Matcher told = COMMENT.matcher(comment);
        return told.matches() ? Optional.of(parse(told.group(1).strip())) : Optional.empty();
    }

    private static Expectation parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'expect:' is followed by no value");
        }
        String sign = Optional.ofNullable(parts.group(2)).orElse("=");
        String given = parts.group(3);
        boolean quoted = given.length() > 1 && given.startsWith("'") && given.endsWith("'");
        String value = quoted ? given.substring(1, given.length() - 1).replace("''", "'") : given;
        return new Expectation(
                parts.group(1) != null, sign.equals("<>") ? "!=" : sign, value, quoted);
    }

    Expectation {
        if (rows && (quoted || !value.matches("\\d+"))) {
            throw new IllegalArgumentException(
                    "'expect: rows' is followed by no number, but by " + value);
        }
        boolean ordered = quoted || !Set.of("null", "true", "false").contains(value);
        if (!ordered && !EQUALITY.contains(comparison)) {
            throw new IllegalArgumentException(
                    "nothing is '%s %s': use = or !=".formatted(comparison, value));
        }
    }

    /// Why an answer is not what was expected; nothing if it is.
    Optional<String> missedBy(QueryAnswer answer) {
        if (rows) {
            String found = Long.toString(answer.rows());
            return holds(compare(found))
                    ? Optional.empty()
                    : Optional.of("%s expected, %s returned".formatted(this, found));
        }
        if (answer.rows() != 1 || answer.columns() != 1) {
            return Optional.of(
                    "%s expected, %d rows of %d columns returned"
                            .formatted(this, answer.rows(), answer.columns()));
        }
        return isMet(answer.only())
                ? Optional.empty()
                : Optional.of(
                        "%s expected, %s returned"
                                .formatted(
                                        this, UserQuery.shortened(answer.only().orElse("null"))));
    }

    private boolean isMet(Optional<String> found) {
        if (!quoted && value.equals("null")) {
            return found.isEmpty() == comparison.equals("=");
        }
        // as in SQL, null is neither equal nor unequal to anything
        if (found.isEmpty()) {
            return false;
        }
        boolean number = isNumber();
        if (number && !NUMBER.matcher(found.get()).matches()) {
            return comparison.equals("!=");
        }
        return holds(compare(found.get()));
    }

    private boolean isNumber() {
        return !quoted && NUMBER.matcher(value).matches();
    }

    private int compare(String found) {
        return isNumber()
                ? new BigDecimal(found).compareTo(new BigDecimal(value))
                : found.compareTo(value);
    }

    private boolean holds(int order) {
        return switch (comparison) {
            case "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalStateException("no comparison: " + comparison);
        };
    }

    @Override
    public String toString() {
        String sign = comparison.equals("=") ? "" : comparison + " ";
        return (rows ? "rows " : "") + sign + (quoted ? "'" + value + "'" : value);
    }
}
