package io.github.pgrehearse.postgres.connection;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Watches the lengths of the messages that a PostgreSQL server sends, for the driver allocates
/// what a length says before a byte of it has come: one of 2^31-1, by a server that is hostile or
/// none of PostgreSQL, would end the process.
///
/// Behind the answer to a request for encryption nothing is to be seen any more, and all passes.
final class MessageGuard {

    /// Of a row: what the driver takes for an answer, and a little more.
    private static final int LONGEST_ROW = (16 << 20) + (64 << 10);

    /// Of anything else, such as an error.
    private static final int LONGEST = 1 << 20;

    /// Of all that comes before the server is ready for a first query.
    private static final long LONGEST_START = 1 << 20;

    private static final long SSL_REQUEST = 0x0000_0008_04d2_162fL;
    private static final long GSS_REQUEST = 0x0000_0008_04d2_1630L;

    /// How many answers of one byte are outstanding.
    private volatile int asked;

    private boolean encrypted;
    private boolean ready;
    private long startLeft = LONGEST_START;
    private char type;
    private int lengthBytes;
    private int length;
    private long bodyLeft;
    private boolean inMessage;

    /// One that lets everything pass.
    static MessageGuard off() {
        MessageGuard off = new MessageGuard();
        off.encrypted = true;
        return off;
    }

    OutputStream watching(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int count) throws IOException {
                if (count == Long.BYTES) {
                    long request = ByteBuffer.wrap(bytes, offset, count).getLong();
                    if (request == SSL_REQUEST || request == GSS_REQUEST) {
                        asked = 1;
                    }
                }
                out.write(bytes, offset, count);
            }
        };
    }

    InputStream watching(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int count) throws IOException {
                int read = in.read(bytes, offset, count);
                if (read > 0) {
                    look(bytes, offset, read);
                }
                return read;
            }
        };
    }

    private void look(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (at < end && !encrypted) {
            if (bodyLeft > 0) {
                int passed = (int) Math.min(bodyLeft, end - at);
                bodyLeft -= passed;
                at += passed;
            } else {
                header(bytes[at++]);
            }
        }
    }

    private void header(byte one) throws IOException {
        if (!inMessage) {
            type = (char) (one & 0xff);
            if (asked > 0 && type != 'E') { // of another answer the driver says what it is
                asked = 0;
                encrypted = type != 'N';
                return;
            }
            asked = 0;
            inMessage = true;
            lengthBytes = 0;
            length = 0;
            return;
        }
        length = (length << 8) | (one & 0xff);
        lengthBytes++;
        if (lengthBytes == Integer.BYTES) {
            inMessage = false;
            require();
            bodyLeft = (long) length - Integer.BYTES;
        }
    }

    private void require() throws IOException {
        ready |= type == 'Z';
        startLeft -= ready ? 0 : Math.max(0, length);
        int most = type == 'D' ? LONGEST_ROW : LONGEST;
        if (length < Integer.BYTES || length > most || startLeft < 0) {
            throw new IOException(
                    "the server sent more than PostgreSQL does: a message of %d bytes"
                            .formatted(length & 0xffff_ffffL));
        }
    }
}
