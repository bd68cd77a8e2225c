package io.github.pgrehearse.dump;

/// Follows a comment in slashes and asterisks byte by byte. Such comments nest.
final class BlockComment {

    /// Deeper than anybody writes.
    private static final int DEEPEST = 1 << 20;

    private int depth;
    private byte previous;
    private boolean tooDeep;

    /// Begins behind the asterisk that opens it.
    void begin() {
        depth = 1;
        previous = 0;
        tooDeep = false;
    }

    /// Takes the next byte, and says whether it was the last one.
    boolean closed(byte b) {
        byte before = previous;
        previous = b;
        if (before == '/' && b == '*') {
            tooDeep |= depth == DEEPEST;
            depth += tooDeep ? 0 : 1;
            previous = 0;
        } else if (before == '*' && b == '/') {
            depth--;
            previous = 0;
        }
        return depth == 0;
    }

    boolean isTooDeep() {
        return tooDeep;
    }
}
