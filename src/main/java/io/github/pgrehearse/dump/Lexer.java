package io.github.pgrehearse.dump;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Follows SQL byte by byte as psql's own scanner does, and says where statements, comments and
/// meta-commands end.
///
/// What versions of psql read differently, what psql and the server read differently, and what
/// would be read differently after a change of the session, is a [#problem] or an [Ambiguity].
/// `pg_dump` writes no such thing, or only the latter.
final class Lexer {

    private enum State {
        BETWEEN,
        /// Behind a `-` or `/` between statements, which may open a comment.
        BETWEEN_OPERATOR,
        CODE,
        WORD,
        NUMBER,
        VARIABLE,
        UNICODE_PREFIX,
        STRING,
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

    /// Deeper than any parser goes.
    private static final int DEEPEST = 1 << 20;

    private final RoutineBody routine = new RoutineBody();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(LINE_KEPT);
    private final DollarQuote dollarQuote = new DollarQuote();
    private final QuotedString string = new QuotedString();
    private final NumberToken number = new NumberToken();
    private final PsqlVariable variable = new PsqlVariable();
    private final BlockComment comment = new BlockComment();
    private final Ambiguity ambiguity = new Ambiguity();
    private final byte[] word = new byte[WORD_KEPT];

    private StatementSplitter.Event event = StatementSplitter.Event.BUFFER_END;
    private State state = State.BETWEEN;
    private @Nullable String problem;
    private boolean standardStrings = true;
    private boolean insideStatement;
    private boolean behindString;
    private byte previous;
    private int wordLength;
    private int parentheses;
    private long groups;

    /// Takes the next byte and says what ends with it, or `BUFFER_END`.
    StatementSplitter.Event step(byte b) {
        event = StatementSplitter.Event.BUFFER_END;
        if (b <= 0) {
            notAscii(b);
        } else if (ambiguity.inRun()) {
            endRun(b);
        }
        switch (state) {
            case STRING -> string(b);
            case CODE -> code(b);
            case WORD -> word(b);
            case DOLLAR_BODY -> dollarBody(b);
            case BETWEEN -> between(b);
            case LINE_COMMENT, META_COMMAND -> line(b);
            case QUOTED_IDENTIFIER -> state = b == '"' ? State.CODE : State.QUOTED_IDENTIFIER;
            case BETWEEN_OPERATOR -> betweenOperator(b);
            case NUMBER -> number(b);
            case VARIABLE -> variable(b);
            case UNICODE_PREFIX -> unicodePrefix(b);
            case DOLLAR_TAG -> dollarTag(b);
            case BLOCK_COMMENT -> blockComment(b);
        }
        return event;
    }

    /// The first thing that was met and that `pg_dump` never writes; null if there was none.
    @Nullable String problem() {
        return problem;
    }

    Ambiguity ambiguity() {
        return ambiguity;
    }

    long groups() {
        return groups;
    }

    String line() {
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    boolean between() {
        return state == State.BETWEEN;
    }

    boolean isInsideStatement() {
        return insideStatement;
    }

    boolean isInMetaCommand() {
        return state == State.META_COMMAND;
    }

    void standardStrings(boolean standard) {
        standardStrings = standard;
    }

    private void refuse(String what) {
        if (problem == null) {
            problem = what;
        }
    }

    private void notAscii(byte b) {
        if (b == 0) {
            refuse("a byte of zero");
        } else if (state != State.LINE_COMMENT && state != State.META_COMMAND) {
            ambiguity.notAscii(b);
        }
    }

    private void endRun(byte b) {
        if (ambiguity.endRun(b) && state == State.BLOCK_COMMENT) {
            refuse("a comment whose end depends on the encoding");
        }
    }

    private void between(byte b) {
        switch (b) {
            case ' ', '\t', '\n' -> {}
            case '\r', '\f', 0x0b -> control();
            case '-', '/' -> {
                previous = b;
                state = State.BETWEEN_OPERATOR;
            }
            case '\\' -> beginLine(State.META_COMMAND, b);
            default -> {
                if (!isLetter(b) && b != ';') {
                    refuse("a statement that begins with no keyword");
                }
                beginStatement();
                toCode(b);
            }
        }
    }

    private void control() {
        refuse("a carriage return or another control character outside of data and strings");
    }

    /// No statement begins with an operator.
    private void betweenOperator(byte b) {
        if (previous == '-' && b == '-') {
            beginLine(State.LINE_COMMENT, b);
            line.write(b);
        } else if (previous == '/' && b == '*') {
            beginBlockComment();
        } else {
            refuse("a statement that begins with no keyword");
            beginStatement();
            code(b);
        }
    }

    private void beginStatement() {
        insideStatement = true;
        state = State.CODE;
        ambiguity.nextStatement();
        routine.reset();
        behindString = false;
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
        if ((before == '-' && b != '-') || (before == '/' && b != '*')) {
            behindString = false;
        }
        switch (b) {
            case ' ', '\t', '\n' -> {}
            case '\'' -> beginString(false, !standardStrings);
            case '-' -> {
                if (before == '-') {
                    beginLine(State.LINE_COMMENT, b);
                }
            }
            case '/' -> {}
            case '*' -> {
                if (before == '/') {
                    beginBlockComment();
                } else {
                    behindString = false;
                }
            }
            default -> {
                behindString = false;
                token(b);
            }
        }
    }

    private void token(byte b) {
        switch (b) {
            case ';' -> semicolon();
            case '"' -> state = State.QUOTED_IDENTIFIER;
            case '(' -> openParenthesis();
            case ')' -> parentheses = Math.max(0, parentheses - 1);
            case '$' -> {
                dollarQuote.begin();
                state = State.DOLLAR_TAG;
            }
            case '\\' -> beginLine(State.META_COMMAND, b);
            case ':' -> {
                variable.begin();
                state = State.VARIABLE;
            }
            default -> {
                if (isDigit(b)) {
                    number.beginNumber();
                    state = State.NUMBER;
                } else if (continuesWord(b)) {
                    wordLength = 0;
                    state = State.WORD;
                    word(b);
                } else if (b < ' ') {
                    control();
                }
            }
        }
    }

    private void openParenthesis() {
        groups += parentheses == 0 ? 1 : 0;
        if (parentheses < DEEPEST) {
            parentheses++;
        } else {
            refuse("more parentheses within each other than any server reads");
        }
    }

    private void semicolon() {
        if (parentheses == 0 && !routine.open()) {
            state = State.BETWEEN;
            event = StatementSplitter.Event.STATEMENT;
            insideStatement = false;
        } else {
            routine.semicolon();
        }
        if (routine.isDoubtful()) {
            refuse("a routine whose end psql and the server may read differently");
        }
    }

    private void word(byte b) {
        if (continuesWord(b) || b == '$') {
            if (wordLength < WORD_KEPT) {
                word[wordLength++] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
            }
            return;
        }
        byte only = wordLength == 1 ? word[0] : 0;
        if (b == '\'' && (only == 'e' || only == 'b' || only == 'x')) {
            beginString(true, only == 'e');
        } else if (b == '\'' && only == 'n') {
            toCode(b);
        } else if (b == '&' && only == 'u') {
            state = State.UNICODE_PREFIX;
        } else {
            if (routine.listens()) {
                String text = new String(word, 0, wordLength, StandardCharsets.ISO_8859_1);
                routine.word(text, parentheses);
            }
            toCode(b);
        }
    }

    private void unicodePrefix(byte b) {
        if (b == '\'' || b == '"') {
            refuse("a string or a name with Unicode escapes (U&)");
        }
        state = State.CODE;
        previous = '&';
        code(b);
    }

    private void number(byte b) {
        switch (number.step(b)) {
            case PART -> {}
            case BEHIND -> toCode(b);
            case JUNK -> {
                refuse("a number that something follows without a gap");
                toCode(b);
            }
        }
    }

    private void variable(byte b) {
        PsqlVariable.Step step = variable.step(b);
        if (variable.isPossible()) {
            refuse("a variable of psql");
        }
        switch (step) {
            case PART -> {}
            case LAST -> {
                previous = 0;
                state = State.CODE;
            }
            case QUOTED -> state = State.QUOTED_IDENTIFIER;
            case BEHIND -> toCode(b);
        }
    }

    /// @param fixed whether its kind does not depend on the session
    private void beginString(boolean fixed, boolean escapes) {
        if (behindString && !fixed) {
            refuse("a string that goes on behind a gap");
        }
        behindString = false;
        string.begin(fixed, escapes);
        state = State.STRING;
    }

    private void string(byte b) {
        if (string.closed(b)) {
            if (string.isAmbiguous()) {
                ambiguity.backslash();
                if (!standardStrings) {
                    refuse("a backslash before the end of a string");
                }
            }
            behindString = true;
            toCode(b);
        }
    }

    private void dollarTag(byte b) {
        switch (dollarQuote.open(b)) {
            case UNDECIDED -> {}
            case STRING -> state = State.DOLLAR_BODY;
            case PARAMETER -> {
                number.beginParameter();
                state = State.NUMBER;
            }
            case SOMETHING_ELSE -> {
                refuse("a dollar sign that opens no string");
                toCode(b);
            }
        }
    }

    private void dollarBody(byte b) {
        if (dollarQuote.close(b)) {
            previous = 0;
            state = State.CODE;
        }
    }

    private void beginBlockComment() {
        comment.begin();
        previous = 0;
        state = State.BLOCK_COMMENT;
    }

    private void blockComment(byte b) {
        if (comment.closed(b)) {
            state = insideStatement ? State.CODE : State.BETWEEN;
        }
        if (comment.isTooDeep()) {
            refuse("more comments within each other than anybody writes");
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
            if (b == '\r') {
                control();
            }
            if (line.size() < LINE_KEPT) {
                line.write(b);
            }
            return;
        }
        if (state == State.META_COMMAND) {
            event = StatementSplitter.Event.META_COMMAND;
        } else if (!insideStatement) {
            event = StatementSplitter.Event.COMMENT;
        }
        previous = 0;
        state = insideStatement ? State.CODE : State.BETWEEN;
    }

    private static boolean isLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean continuesWord(byte b) {
        return isLetter(b) || b == '_' || b < 0 || isDigit(b);
    }
}
