package io.github.pgrehearse.postgres.program;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server answered to a statement that it refused.
///
/// @param state the SQLSTATE, such as `42P01`; empty if psql told none
/// @param message the server's, in one line, without details, which may hold what is in rows
/// @param statement the first line of the statement, if psql told it
/// @param status with which psql ended; 0 if it did not
public record PsqlError(String state, String message, String statement, int status) {

    /// With which psql ends at an error of the script that it was given.
    private static final int SCRIPT_ERROR = 3;

    private static final int STATEMENT_SHOWN = 120;

    /// As psql writes it with `VERBOSITY=verbose`; the severity may be in any language. What comes
    /// as a warning is none: its state may be that of an error, as of a second BEGIN.
    private static final Pattern VERBOSE =
            Pattern.compile(
                    "(?:psql:\\S*:\\d+: )?(?!WARNING|NOTICE|INFO|LOG|DEBUG)\\S+: {1,2}([0-9A-Z]{5}): (.*)");

    private static final String STATEMENT = "STATEMENT:  ";

    /// Classes of SQLSTATE that are no errors: success, warning, no data.
    private static final Set<String> NO_ERRORS = Set.of("00", "01", "02");

    /// The first error among the lines of psql's standard error; nothing if there is none.
    static Optional<PsqlError> first(List<String> lines, int status) {
        for (int i = 0; i < lines.size(); i++) {
            Matcher error = VERBOSE.matcher(lines.get(i));
            if (error.matches() && !NO_ERRORS.contains(error.group(1).substring(0, 2))) {
                String statement =
                        lines.subList(i, lines.size()).stream()
                                .filter(line -> line.contains(STATEMENT))
                                .map(line -> line.substring(line.indexOf(STATEMENT)))
                                .map(line -> line.substring(STATEMENT.length()))
                                .findFirst()
                                .orElse("");
                return Optional.of(
                        new PsqlError(error.group(1), error.group(2), statement, status));
            }
        }
        return Optional.empty();
    }

    public PsqlError {
        if (statement.length() > STATEMENT_SHOWN) {
            statement = statement.substring(0, STATEMENT_SHOWN) + " ...";
        }
    }

    /// Whether what psql was given is at fault, and neither psql nor the server.
    public boolean isOfScript() {
        return !state.isEmpty() || status == SCRIPT_ERROR;
    }

    /// As a failure tells it: `relation "x" does not exist (42P01), at: CREATE INDEX ...`.
    @Override
    public String toString() {
        String told = state.isEmpty() ? message : message + " (" + state + ")";
        return statement.isEmpty() ? told : told + ", at: " + statement;
    }
}
