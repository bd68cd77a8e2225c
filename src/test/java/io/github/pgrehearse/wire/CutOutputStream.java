package io.github.pgrehearse.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Passes on a message up to a place, and then does what it was told; before the last byte at the
/// latest, which is why one is always held back.
final class CutOutputStream extends FilterOutputStream {

    private final Strike strike;
    private long left;
    private boolean struck;
    private int held = -1;

    /// What to do at the place. If it returns, the message goes on.
    @FunctionalInterface
    interface Strike {
        void now() throws IOException;
    }

    /// @param bytes after which to strike
    CutOutputStream(OutputStream out, long bytes, Strike strike) {
        super(out);
        this.left = bytes;
        this.strike = strike;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            release();
            emit(bytes, offset, length - 1);
            held = bytes[offset + length - 1] & 0xff;
        }
    }

    /// Passes on what is held back: it was not the message's last byte.
    void release() throws IOException {
        if (held >= 0) {
            emit(new byte[] {(byte) held}, 0, 1);
            held = -1;
        }
    }

    /// Ends the message, and so strikes if that has not happened yet.
    void end() throws IOException {
        left = 0;
        release();
    }

    private void emit(byte[] bytes, int offset, int length) throws IOException {
        int before = struck ? length : (int) Math.min(left, length);
        out.write(bytes, offset, before);
        left -= before;
        if (before < length) {
            struck = true;
            strike.now();
            out.write(bytes, offset + before, length - before);
        }
    }
}
