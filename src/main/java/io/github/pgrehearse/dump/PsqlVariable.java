package io.github.pgrehearse.dump;

/// Follows what stands behind a colon outside of quotes, which psql may take for a variable of its
/// own: `:NAME`, `:'NAME'`, `:"NAME"`, `:{?NAME}`.
///
/// psql's own variables have names in capitals, and others are not set. What it has none of, it
/// leaves as it is: such as the bounds in `a[1:n]`.
final class PsqlVariable {

    /// What a byte was.
    enum Step {
        /// A part of what stands behind the colon.
        PART,
        /// The last part of it.
        LAST,
        /// The first byte of a name in double quotes.
        QUOTED,
        /// What comes behind it.
        BEHIND
    }

    private enum State {
        COLON,
        QUOTE,
        NAME
    }

    private State state = State.COLON;
    private boolean possible;

    /// Begins behind the colon.
    void begin() {
        state = State.COLON;
        possible = false;
    }

    /// Whether psql may have put a variable's value in its place.
    boolean isPossible() {
        return possible;
    }

    /// Takes the next byte.
    Step step(byte b) {
        return switch (state) {
            case COLON -> colon(b);
            case QUOTE -> {
                name(b);
                yield b == '"' ? Step.LAST : Step.QUOTED;
            }
            case NAME -> {
                if (Lexer.continuesWord(b)) {
                    yield Step.PART;
                }
                possible |= b == '\'' || b == '$';
                yield Step.BEHIND;
            }
        };
    }

    private Step colon(byte b) {
        if (b == ':' || b == '=') {
            return Step.LAST;
        }
        if (b == '"') {
            state = State.QUOTE;
            return Step.PART;
        }
        if (Lexer.continuesWord(b)) {
            name(b);
            state = State.NAME;
            return Step.PART;
        }
        possible |= b == '\'' || b == '{';
        return Step.BEHIND;
    }

    private void name(byte first) {
        possible |= (first >= 'A' && first <= 'Z') || first == '_';
    }
}
