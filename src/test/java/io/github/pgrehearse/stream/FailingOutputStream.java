package io.github.pgrehearse.stream;

import java.io.IOException;
import java.io.OutputStream;

/// Forgets what is written, and fails at one write and whenever it is used again after that.
final class FailingOutputStream extends OutputStream {

    private final int failing;
    private final IOException failure;
    private int writes;

    /// @param failing which write fails, counted from 1
    FailingOutputStream(int failing, IOException failure) {
        this.failing = failing;
        this.failure = failure;
    }

    int writes() {
        return writes;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        writes++;
        if (writes == failing) {
            throw failure;
        }
        if (writes > failing) {
            throw new IOException("written to after it had failed");
        }
    }
}
