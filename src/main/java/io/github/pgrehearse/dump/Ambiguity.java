package io.github.pgrehearse.dump;

/// What of a statement would be read differently in a session with other settings: code that the
/// dump brings may have changed these unseen. A statement that is ambiguous is safe directly behind
/// a `SET` of the setting.
final class Ambiguity {

    /// Lead bytes that take more than one byte with them, in some encodings of clients.
    private static final byte SINGLE_SHIFT_2 = (byte) 0x8e;

    private static final byte SINGLE_SHIFT_3 = (byte) 0x8f;

    private boolean inRun;
    private boolean odd;
    private boolean shifted;
    private boolean byBackslash;
    private boolean byEncoding;

    void nextStatement() {
        byBackslash = false;
        byEncoding = inRun;
    }

    void backslash() {
        byBackslash = true;
    }

    void notAscii(byte b) {
        inRun = true;
        odd = !odd;
        shifted |= b == SINGLE_SHIFT_2 || b == SINGLE_SHIFT_3;
    }

    boolean inRun() {
        return inRun;
    }

    /// Takes the byte behind bytes that are no ASCII, and says whether an encoding exists that
    /// would take it for the second half of a character. No character goes over the end of a line.
    boolean endRun(byte b) {
        boolean ambiguous = (odd || shifted) && b != '\n';
        byEncoding |= ambiguous;
        inRun = false;
        odd = false;
        shifted = false;
        return ambiguous;
    }

    /// Whether a string ends elsewhere if `standard_conforming_strings` is another.
    boolean byBackslash() {
        return byBackslash;
    }

    /// Whether a character ends elsewhere if `client_encoding` is another.
    boolean byEncoding() {
        return byEncoding;
    }
}
