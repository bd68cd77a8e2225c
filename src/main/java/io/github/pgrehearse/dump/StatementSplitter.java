package io.github.pgrehearse.dump;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Cuts SQL into statements, comments and psql's meta-commands, as psql itself does.
///
/// It knows just enough of the language to tell where a statement ends: standard and escape
/// strings, quoted identifiers, dollar quotes, both kinds of comment, parentheses, and the bodies
/// of SQL functions ([RoutineBody]). The rules are those of PostgreSQL's `psqlscan.l`. All of them
/// look at ASCII bytes alone, which no multi-byte character of a server-side encoding contains, so
/// that the dump's encoding does not matter here.
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

    private enum State {
        BETWEEN,
        /// Behind a `-` or `/` between statements, which may open a comment.
        BETWEEN_OPERATOR,
        CODE,
        WORD,
        STRING,
        ESCAPE_STRING,
        ESCAPED_CHARACTER,
        /// Behind a quote in an escape string, which may be half of a doubled one.
        ESCAPE_STRING_QUOTE,
        QUOTED_IDENTIFIER,
        DOLLAR_TAG,
        DOLLAR_BODY,
        LINE_COMMENT,
        BLOCK_COMMENT,
        META_COMMAND
    }

    /// The longest part of a comment or meta-command that is kept.
    private static final int LINE_KEPT = 256;

    /// One more than the longest word that matters, `procedure`.
    private static final int WORD_KEPT = 10;

    private final StatementBytes statement = new StatementBytes();
    private final RoutineBody routine = new RoutineBody();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(LINE_KEPT);
    private final ByteArrayOutputStream dollarTag = new ByteArrayOutputStream();
    private final byte[] word = new byte[WORD_KEPT];

    private State state = State.BETWEEN;
    private boolean standardStrings = true;
    private boolean insideStatement;
    private byte previous;
    private int wordLength;
    private int parentheses;
    private long groups;
    private int commentDepth;
    private byte[] dollarQuote = {};
    private int dollarMatched;
    private int position;

    /// Reads `bytes[from..to)` up to the next event. [#position] tells how far it came.
    Event next(byte[] bytes, int from, int to) {
        int start = from;
        Event event = Event.BUFFER_END;
        int i = from;
        while (i < to && event == Event.BUFFER_END) {
            boolean between = !insideStatement;
            event = step(bytes[i]);
            if (between && insideStatement) {
                start = i;
            }
            i++;
        }
        if (insideStatement) {
            statement.append(bytes, start, i);
        }
        if (event == Event.STATEMENT) {
            insideStatement = false;
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
        return groups;
    }

    /// The comment or meta-command that [#next] has just completed, at most 256 bytes of it.
    String line() {
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// Whether nothing is open: no statement, no comment.
    boolean between() {
        return state == State.BETWEEN;
    }

    /// Tells whether a backslash in a plain string is an ordinary character
    /// (`standard_conforming_strings`).
    void standardStrings(boolean standard) {
        standardStrings = standard;
    }

    private Event step(byte b) {
        switch (state) {
            case BETWEEN -> {
                return between(b);
            }
            case BETWEEN_OPERATOR -> betweenOperator(b);
            case CODE -> {
                return code(b);
            }
            case WORD -> {
                return word(b);
            }
            case STRING -> state = b == '\'' ? State.CODE : State.STRING;
            case QUOTED_IDENTIFIER -> state = b == '"' ? State.CODE : State.QUOTED_IDENTIFIER;
            case ESCAPE_STRING -> escapeString(b);
            case ESCAPED_CHARACTER -> state = State.ESCAPE_STRING;
            case ESCAPE_STRING_QUOTE -> {
                return escapeStringQuote(b);
            }
            case DOLLAR_TAG -> {
                return dollarTag(b);
            }
            case DOLLAR_BODY -> dollarBody(b);
            case BLOCK_COMMENT -> blockComment(b);
            case LINE_COMMENT, META_COMMAND -> {
                return line(b);
            }
        }
        return Event.BUFFER_END;
    }

    private Event between(byte b) {
        switch (b) {
            case ' ', '\t', '\n', '\r', '\f', 0x0b -> {}
            case '-', '/' -> {
                previous = b;
                state = State.BETWEEN_OPERATOR;
            }
            case '\\' -> beginLine(State.META_COMMAND, b);
            default -> {
                beginStatement();
                return toCode(b);
            }
        }
        return Event.BUFFER_END;
    }

    /// No statement begins with an operator: one that opens no comment is passed over.
    private void betweenOperator(byte b) {
        state = State.BETWEEN;
        if (previous == '-' && b == '-') {
            beginLine(State.LINE_COMMENT, b);
            line.write(b);
        } else if (previous == '/' && b == '*') {
            beginBlockComment();
        }
    }

    private void beginStatement() {
        insideStatement = true;
        statement.clear();
        routine.reset();
        parentheses = 0;
        groups = 0;
    }

    private Event toCode(byte b) {
        state = State.CODE;
        previous = 0;
        return code(b);
    }

    private Event code(byte b) {
        byte before = previous;
        previous = b;
        switch (b) {
            case ';' -> {
                if (parentheses == 0 && !routine.open()) {
                    state = State.BETWEEN;
                    return Event.STATEMENT;
                }
            }
            case '\'' -> state = standardStrings ? State.STRING : State.ESCAPE_STRING;
            case '"' -> state = State.QUOTED_IDENTIFIER;
            case '(' -> groups += parentheses++ == 0 ? 1 : 0;
            case ')' -> parentheses = Math.max(0, parentheses - 1);
            case '$' -> {
                dollarTag.reset();
                dollarTag.write(b);
                state = State.DOLLAR_TAG;
            }
            case '\\' -> beginLine(State.META_COMMAND, b);
            case '-' -> {
                if (before == '-') {
                    beginLine(State.LINE_COMMENT, b);
                }
            }
            case '*' -> {
                if (before == '/') {
                    beginBlockComment();
                }
            }
            default -> {
                if (continuesWord(b)) {
                    wordLength = 0;
                    state = State.WORD;
                    return word(b);
                }
            }
        }
        return Event.BUFFER_END;
    }

    private Event word(byte b) {
        if (continuesWord(b) || b == '$') {
            if (wordLength < WORD_KEPT) {
                word[wordLength++] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
            }
            return Event.BUFFER_END;
        }
        if (b == '\'' && wordLength == 1 && word[0] == 'e') {
            state = State.ESCAPE_STRING;
            return Event.BUFFER_END;
        }
        if (routine.listens()) {
            routine.word(new String(word, 0, wordLength, StandardCharsets.ISO_8859_1), parentheses);
        }
        return toCode(b);
    }

    private void escapeString(byte b) {
        if (b == '\\') {
            state = State.ESCAPED_CHARACTER;
        } else if (b == '\'') {
            state = State.ESCAPE_STRING_QUOTE;
        }
    }

    private Event escapeStringQuote(byte b) {
        if (b == '\'') {
            state = State.ESCAPE_STRING;
            return Event.BUFFER_END;
        }
        return toCode(b);
    }

    private Event dollarTag(byte b) {
        boolean first = dollarTag.size() == 1;
        if (b == '$') {
            dollarTag.write(b);
            dollarQuote = dollarTag.toByteArray();
            dollarMatched = 0;
            state = State.DOLLAR_BODY;
            return Event.BUFFER_END;
        }
        if (continuesWord(b) && !(first && b >= '0' && b <= '9')) {
            dollarTag.write(b);
            return Event.BUFFER_END;
        }
        return toCode(b);
    }

    /// A tag holds dollar signs only at its ends: a mismatch can only begin anew at one.
    private void dollarBody(byte b) {
        if (b == dollarQuote[dollarMatched]) {
            dollarMatched++;
            if (dollarMatched == dollarQuote.length) {
                previous = 0;
                state = State.CODE;
            }
        } else {
            dollarMatched = b == '$' ? 1 : 0;
        }
    }

    private void beginBlockComment() {
        commentDepth = 1;
        previous = 0;
        state = State.BLOCK_COMMENT;
    }

    private void blockComment(byte b) {
        byte before = previous;
        previous = b;
        if (before == '/' && b == '*') {
            commentDepth++;
            previous = 0;
        } else if (before == '*' && b == '/') {
            commentDepth--;
            previous = 0;
        }
        if (commentDepth == 0) {
            state = insideStatement ? State.CODE : State.BETWEEN;
        }
    }

    private void beginLine(State kind, byte first) {
        state = kind;
        line.reset();
        line.write(first);
    }

    private Event line(byte b) {
        if (b != '\n') {
            if (line.size() < LINE_KEPT) {
                line.write(b);
            }
            return Event.BUFFER_END;
        }
        State ended = state;
        previous = 0;
        state = insideStatement ? State.CODE : State.BETWEEN;
        if (ended == State.META_COMMAND) {
            return Event.META_COMMAND;
        }
        return insideStatement ? Event.BUFFER_END : Event.COMMENT;
    }

    private static boolean continuesWord(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || b < 0
                || (b >= '0' && b <= '9');
    }
}
