package io.github.pgrehearse.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Counts and digests the bytes that pass to the stream beneath, unbuffered; what the stream
/// beneath refuses does not count. Closing flushes, and leaves the stream beneath open.
public final class MeteredOutputStream extends OutputStream {

    private final OutputStream sink;
    private final MessageDigest digest;
    private long bytes;
    private boolean measured;

    public MeteredOutputStream(OutputStream sink) {
        this.sink = sink;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        if (measured) {
            throw new IllegalStateException("the measure was taken already");
        }
        sink.write(piece, offset, length);
        digest.update(piece, offset, length);
        bytes += length;
    }

    @Override
    public void flush() throws IOException {
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    /// The measure of all that passed. It is taken once, and nothing may be written afterwards.
    public Measure measure() {
        if (measured) {
            throw new IllegalStateException("the measure was taken already");
        }
        measured = true;
        return new Measure(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
