package io.github.pgrehearse.globals;

import java.nio.charset.StandardCharsets;

/// The name of a role, database or setting, as PostgreSQL stores it: without quotes.
///
/// @param value 1 to 63 bytes in UTF-8, without NUL
public record Name(String value) implements Comparable<Name> {

    /// The length of a name in PostgreSQL, `NAMEDATALEN - 1`.
    private static final int LONGEST = 63;

    public Name {
        if (!isOne(value)) {
            throw new IllegalArgumentException("not a name of PostgreSQL");
        }
    }

    static boolean isOne(String value) {
        return !value.isEmpty()
                && value.length() <= LONGEST
                && value.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                && value.indexOf('\0') < 0
                && value.indexOf('\uFFFD') < 0; // what could not be decoded
    }

    /// Whether PostgreSQL keeps this name to itself, so that no role can be made with it.
    public boolean isReserved() {
        return value.equals("public") || value.equals("none") || value.startsWith("pg_");
    }

    /// The name as SQL has it, always in double quotes. It fits into one line of a log: what cannot
    /// be seen is escaped.
    public String quoted() {
        return quote(value);
    }

    static String quote(String value) {
        String doubled = value.replace("\"", "\"\"");
        if (doubled.codePoints().allMatch(Name::canBeSeen)) {
            return "\"" + doubled + "\"";
        }
        StringBuilder escaped = new StringBuilder("U&\"");
        doubled.codePoints()
                .forEach(c ->
                        escaped.append(
                                canBeSeen(c) && c != '\\'
                                        ? Character.toString(c)
                                        : "\\+%06x".formatted(c)));
        return escaped.append('"').toString();
    }

    private static boolean canBeSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    @Override
    public int compareTo(Name other) {
        return value.compareTo(other.value);
    }

    /// The name as messages have it: in quotes where SQL needs them.
    @Override
    public String toString() {
        return value.matches("[a-z_][a-z0-9_]*") ? value : quoted();
    }
}
