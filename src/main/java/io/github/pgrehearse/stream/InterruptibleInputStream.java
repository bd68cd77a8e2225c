package io.github.pgrehearse.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Lets an interrupt end a read that waits for the network: only on a virtual thread does a socket
/// heed one, so each read has its own.
///
/// After an interrupt nothing more can be read.
public final class InterruptibleInputStream extends FilterInputStream {

    public InterruptibleInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    /// @throws InterruptedIOException if the calling thread was interrupted, which stays to be seen
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        FutureTask<Integer> read = new FutureTask<>(() -> in.read(target, offset, length));
        Thread reader = Thread.ofVirtual().name("read").start(read);
        try {
            return read.get();
        } catch (InterruptedException e) {
            reader.interrupt();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading");
        } catch (ExecutionException e) {
            throw problem(e.getCause());
        }
    }

    private static IOException problem(@Nullable Throwable cause) {
        if (cause instanceof IOException problem) {
            return problem;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
    }
}
