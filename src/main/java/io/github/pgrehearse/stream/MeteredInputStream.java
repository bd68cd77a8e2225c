package io.github.pgrehearse.stream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Counts and digests the bytes that are read through it. Closing closes the source.
public final class MeteredInputStream extends FilterInputStream {

    private static final int PIECE = 1 << 16;

    private final MessageDigest digest;
    private long bytes;

    public MeteredInputStream(InputStream source) {
        super(source);
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            digest.update(buffer, offset, count);
            bytes += count;
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, PIECE)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /// Reads what is left, and measures all of it. It can be taken once.
    public Measure measureAll() throws IOException {
        byte[] rest = new byte[PIECE];
        while (read(rest, 0, rest.length) >= 0) {
            // reading is all that is wanted
        }
        return measure();
    }

    /// Measures what has been read. It can be taken once.
    public Measure measure() {
        return new Measure(bytes, HexFormat.of().formatHex(digest.digest()));
    }
}
