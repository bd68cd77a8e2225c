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
    private final DollarQuote dollarQuote = new DollarQuote();
    private final byte[] word = new byte[WORD_KEPT];

    private Event event = Event.BUFFER_END;
    private State state = State.BETWEEN;
    private boolean standardStrings = true;
    private boolean insideStatement;
    private byte previous;
    private int wordLength;
    private int parentheses;
    private long groups;
    private int commentDepth;
    private int position;

    /// Reads `bytes[from..to)` up to the next event. [#position] tells how far it came.
    Event next(byte[] bytes, int from, int to) {
        event = Event.BUFFER_END;
        int start = from;
        int i = from;
        while (i < to && event == Event.BUFFER_END) {
            boolean between = !insideStatement;
            step(bytes[i]);
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

    boolean isInsideStatement() {
        return insideStatement;
    }

    boolean isInMetaCommand() {
        return state == State.META_COMMAND;
    }

    /// Tells whether a backslash in a plain string is an ordinary character
    /// (`standard_conforming_strings`).
    void standardStrings(boolean standard) {
        standardStrings = standard;
    }

    private void step(byte b) {
        switch (state) {
            case BETWEEN -> between(b);
            case BETWEEN_OPERATOR -> betweenOperator(b);
            case CODE -> code(b);
            case WORD -> word(b);
            case STRING -> state = b == '\'' ? State.CODE : State.STRING;
            case QUOTED_IDENTIFIER -> state = b == '"' ? State.CODE : State.QUOTED_IDENTIFIER;
            case ESCAPE_STRING -> escapeString(b);
            case ESCAPED_CHARACTER -> state = State.ESCAPE_STRING;
            case ESCAPE_STRING_QUOTE -> escapeStringQuote(b);
            case DOLLAR_TAG -> dollarTag(b);
            case DOLLAR_BODY -> dollarBody(b);
            case BLOCK_COMMENT -> blockComment(b);
            case LINE_COMMENT, META_COMMAND -> line(b);
        }
    }

    private void between(byte b) {
        switch (b) {
            case ' ', '\t', '\n', '\r', '\f', 0x0b -> {}
            case '-', '/' -> {
                previous = b;
                state = State.BETWEEN_OPERATOR;
            }
            case '\\' -> beginLine(State.META_COMMAND, b);
            default -> {
                beginStatement();
                toCode(b);
            }
        }
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

    private void toCode(byte b) {
        state = State.CODE;
        previous = 0;
        code(b);
    }

    private void code(byte b) {
        byte before = previous;
        previous = b;
        switch (b) {
            case ';' -> semicolon();
            case '\'' -> state = standardStrings ? State.STRING : State.ESCAPE_STRING;
            case '"' -> state = State.QUOTED_IDENTIFIER;
            case '(' -> groups += parentheses++ == 0 ? 1 : 0;
            case ')' -> parentheses = Math.max(0, parentheses - 1);
            case '$' -> {
                dollarQuote.begin();
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
                    word(b);
                }
            }
        }
    }

    private void semicolon() {
        if (parentheses == 0 && !routine.open()) {
            state = State.BETWEEN;
            event = Event.STATEMENT;
        }
    }

    private void word(byte b) {
        if (continuesWord(b) || b == '$') {
            if (wordLength < WORD_KEPT) {
                word[wordLength++] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
            }
        } else if (b == '\'' && wordLength == 1 && word[0] == 'e') {
            state = State.ESCAPE_STRING;
        } else {
            if (routine.listens()) {
                String text = new String(word, 0, wordLength, StandardCharsets.ISO_8859_1);
                routine.word(text, parentheses);
            }
            toCode(b);
        }
    }

    private void escapeString(byte b) {
        if (b == '\\') {
            state = State.ESCAPED_CHARACTER;
        } else if (b == '\'') {
            state = State.ESCAPE_STRING_QUOTE;
        }
    }

    private void escapeStringQuote(byte b) {
        if (b == '\'') {
            state = State.ESCAPE_STRING;
        } else {
            toCode(b);
        }
    }

    private void dollarTag(byte b) {
        switch (dollarQuote.open(b)) {
            case UNDECIDED -> {}
            case STRING -> state = State.DOLLAR_BODY;
            case SOMETHING_ELSE -> toCode(b);
        }
    }

    private void dollarBody(byte b) {
        if (dollarQuote.close(b)) {
            previous = 0;
            state = State.CODE;
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

    /// Comments inside of a statement are a part of it.
    private void line(byte b) {
        if (b != '\n') {
            if (line.size() < LINE_KEPT) {
                line.write(b);
            }
            return;
        }
        if (state == State.META_COMMAND) {
            event = Event.META_COMMAND;
        } else if (!insideStatement) {
            event = Event.COMMENT;
        }
        previous = 0;
        state = insideStatement ? State.CODE : State.BETWEEN;
    }

    static boolean continuesWord(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || b < 0
                || (b >= '0' && b <= '9');
    }
}
