package io.github.pgrehearse.dump;

import org.jspecify.annotations.Nullable;

/// Cuts SQL into statements, comments and psql's meta-commands, as psql itself does ([Lexer]).
final class StatementSplitter {

    /// What [#next] stopped at.
    enum Event {
        /// The end of the buffer.
        BUFFER_END,
        /// The semicolon of a statement; [#statement] has it.
        STATEMENT,
        /// The end of a line comment between statements; [#line] has it.
        COMMENT,
        /// The end of a meta-command; [#line] has it.
        META_COMMAND
    }

    private final StatementBytes statement = new StatementBytes();
    private final Lexer lexer = new Lexer();

    private int position;

    /// Reads `bytes[from..to)` up to the next event. [#position] tells how far it came.
    Event next(byte[] bytes, int from, int to) {
        Event event = Event.BUFFER_END;
        boolean inside = lexer.isInsideStatement();
        int start = from;
        int i = from;
        while (i < to && event == Event.BUFFER_END) {
            event = lexer.step(bytes[i]);
            if (!inside && (lexer.isInsideStatement() || event == Event.STATEMENT)) {
                inside = true;
                start = i;
                statement.clear();
            }
            i++;
        }
        if (inside) {
            statement.append(bytes, start, i);
        }
        position = i;
        return event;
    }

    int position() {
        return position;
    }

    /// The statement that [#next] has just completed; good until its next call.
    StatementBytes statement() {
        return statement;
    }

    /// How many pairs of parentheses that statement has that are not inside of others.
    long groups() {
        return lexer.groups();
    }

    /// The comment or meta-command that [#next] has just completed, at most 256 bytes of it.
    String line() {
        return lexer.line();
    }

    /// Whether nothing is open: no statement, no comment.
    boolean between() {
        return lexer.between();
    }

    boolean isInsideStatement() {
        return lexer.isInsideStatement();
    }

    boolean isInMetaCommand() {
        return lexer.isInMetaCommand();
    }

    /// What was met that `pg_dump` never writes; null if there was nothing.
    @Nullable String problem() {
        return lexer.problem();
    }

    /// What of the statement that is open or was just completed depends on the session.
    Ambiguity ambiguity() {
        return lexer.ambiguity();
    }

    /// Tells whether a backslash in a plain string is an ordinary character
    /// (`standard_conforming_strings`).
    void standardStrings(boolean standard) {
        lexer.standardStrings(standard);
    }
}
