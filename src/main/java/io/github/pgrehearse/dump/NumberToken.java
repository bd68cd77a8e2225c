package io.github.pgrehearse.dump;

/// Follows a number, `12.5e-3`, or what stands behind the dollar sign of a parameter, `$1`, byte by
/// byte.
///
/// Of what follows one without a gap, the versions of psql and of the server make different things.
final class NumberToken {

    /// What a byte was.
    enum Step {
        /// A part of the number.
        PART,
        /// What comes behind the number.
        BEHIND,
        /// What comes behind it, and stands where no version is sure about it.
        JUNK
    }

    private enum State {
        DIGITS,
        DIGITS_ALONE,
        EXPONENT,
        SIGNED_EXPONENT
    }

    private State state = State.DIGITS;

    /// Begins behind the first digit of a number.
    void beginNumber() {
        state = State.DIGITS;
    }

    /// Begins behind the first digit of a parameter.
    void beginParameter() {
        state = State.DIGITS_ALONE;
    }

    /// Takes the next byte.
    Step step(byte b) {
        boolean digit = b >= '0' && b <= '9';
        return switch (state) {
            case DIGITS -> {
                if (b == 'e' || b == 'E') {
                    state = State.EXPONENT;
                    yield Step.PART;
                }
                yield digit || b == '.' ? Step.PART : behind(b);
            }
            case DIGITS_ALONE -> digit ? Step.PART : behind(b);
            case EXPONENT -> {
                if (b == '+' || b == '-') {
                    state = State.SIGNED_EXPONENT;
                    yield Step.PART;
                }
                yield exponent(digit);
            }
            case SIGNED_EXPONENT -> exponent(digit);
        };
    }

    private Step exponent(boolean digit) {
        state = State.DIGITS;
        return digit ? Step.PART : Step.JUNK;
    }

    private static Step behind(byte b) {
        return Lexer.continuesWord(b) || b == '$' ? Step.JUNK : Step.BEHIND;
    }
}
