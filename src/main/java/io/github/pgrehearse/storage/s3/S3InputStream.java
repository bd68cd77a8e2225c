package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;

/// An object read from its first byte to its last, over as many connections as that takes.
///
/// Stores drop connections that are read slowly, as a restore reads, and the end of one that was
/// cut looks like the end of the object. So we know the size beforehand, and go on behind the last
/// byte we got, as long as every few attempts bring some.
final class S3InputStream extends InputStream {

    private final S3Requests requests;
    private final ObjectKey key;
    private Stretch stretch;
    private long position;
    private int attempt;

    private S3InputStream(S3Requests requests, ObjectKey key, Stretch first) {
        this.requests = requests;
        this.key = key;
        this.stretch = first;
    }

    static S3InputStream open(S3Requests requests, ObjectKey key) throws IOException {
        return new S3InputStream(requests, key, requests.get(key, 0, ""));
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (stretch.left() > 0) {
            try {
                int count = stretch.read(target, offset, length);
                position += count;
                attempt = 0;
                return count;
            } catch (IOException e) {
                resume(e);
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        stretch.close();
    }

    private void resume(IOException cause) throws IOException {
        stretch.close();
        attempt++;
        requests.awaitAttempt(attempt, key, cause);
        stretch = requests.get(key, position, stretch.version());
    }
}
