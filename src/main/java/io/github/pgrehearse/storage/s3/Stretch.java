package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.Traffic;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/// What one connection brings of an object: all from some byte on.
final class Stretch implements Closeable {

    private final ResponseInputStream<?> answer;
    private final Traffic traffic;
    private final String version;
    private long left;

    /// @param left how many bytes there are to come
    /// @param version what the store calls the content of the object; empty if it does not say
    Stretch(ResponseInputStream<?> answer, Traffic traffic, long left, String version) {
        this.answer = answer;
        this.traffic = traffic;
        this.left = left;
        this.version = version;
    }

    long left() {
        return left;
    }

    String version() {
        return version;
    }

    /// Some of the bytes that are left, of which there must be one.
    ///
    /// @throws IOException if the connection ends before they do
    int read(byte[] target, int offset, int length) throws IOException {
        try {
            int count = answer.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            traffic.downloaded(count);
            left -= count;
            return count;
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    void skip(long bytes) throws IOException {
        answer.skipNBytes(bytes);
        traffic.downloaded(bytes);
        left -= bytes;
    }

    /// Ends it. Half read, the connection is dropped: its rest may be 100 GB.
    @Override
    public void close() throws IOException {
        if (left > 0) {
            answer.abort();
        } else {
            answer.close();
        }
    }
}
