package io.github.pgrehearse.dump;

/// Follows a string in single quotes, and tells whether it would end elsewhere in a session that
/// reads backslashes the other way (`standard_conforming_strings`).
final class QuotedString {

    private boolean fixed;
    private boolean escapes;
    private boolean ambiguous;
    private boolean behindQuote;
    private boolean backslash;

    /// Begins behind the opening quote.
    ///
    /// @param fixed whether the session does not matter: `E'…'`, `B'…'`, `X'…'`
    /// @param escapes whether a backslash takes the next character's meaning away
    void begin(boolean fixed, boolean escapes) {
        this.fixed = fixed;
        this.escapes = escapes;
        ambiguous = false;
        behindQuote = false;
        backslash = false;
    }

    /// Takes the next byte, and says whether the string has ended before it.
    boolean closed(byte b) {
        if (behindQuote) {
            behindQuote = false;
            return b != '\'';
        }
        if (b == '\'') {
            ambiguous |= backslash && !fixed;
            behindQuote = !(backslash && escapes);
            backslash = false;
        } else {
            backslash = b == '\\' && !backslash;
        }
        return false;
    }

    boolean isAmbiguous() {
        return ambiguous;
    }
}
