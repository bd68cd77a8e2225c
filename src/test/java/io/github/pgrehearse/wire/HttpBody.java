package io.github.pgrehearse.wire;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The body of a message, out of its framing and into it again. A body that ends before its end is
/// an [EOFException].
final class HttpBody {

    private HttpBody() {}

    /// What follows the head of a request.
    static InputStream ofRequest(HttpHead head, InputStream in) {
        return head.chunked() ? new Chunks(in) : new Length(in, head.length().orElse(0L));
    }

    /// What follows the head of an answer; without framing it goes on until the server closes.
    static InputStream ofAnswer(HttpHead request, HttpHead head, InputStream in) {
        if (isBare(request, head)) {
            return InputStream.nullInputStream();
        }
        if (head.chunked()) {
            return new Chunks(in);
        }
        return head.length().isPresent() ? new Length(in, head.length().get()) : in;
    }

    /// Whether the answer has no body, whatever its fields say.
    static boolean isBare(HttpHead request, HttpHead head) {
        return request.method().equals("HEAD") || head.status() == 204 || head.status() == 304;
    }

    /// Passes a body on, framed as its head says.
    static void pass(HttpHead head, InputStream body, OutputStream to) throws IOException {
        if (head.chunked()) {
            ChunkWriter chunks = new ChunkWriter(to);
            body.transferTo(chunks);
            chunks.end();
        } else {
            body.transferTo(to);
        }
    }

    /// So many bytes.
    private static final class Length extends FilterInputStream {
        private long left;

        Length(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = super.read(bytes, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("%d bytes of a body are missing".formatted(left));
            }
            left -= count;
            return count;
        }
    }

    /// Chunks, up to the last and the fields behind it, which are dropped.
    private static final class Chunks extends FilterInputStream {
        private long left;
        private boolean begun;
        private boolean ended;

        Chunks(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !ended) {
                next();
            }
            if (ended) {
                return -1;
            }
            int count = super.read(bytes, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EOFException("%d bytes of a chunk are missing".formatted(left));
            }
            left -= count;
            return count;
        }

        private void next() throws IOException {
            if (begun) {
                HttpHead.line(in); // what ends a chunk
            }
            begun = true;
            left = Long.parseLong(HttpHead.line(in).split(";", -1)[0].strip(), 16);
            if (left == 0) {
                while (!HttpHead.line(in).isEmpty()) {
                    // a field of the trailer
                }
                ended = true;
            }
        }
    }

    private static final class ChunkWriter extends FilterOutputStream {

        ChunkWriter(OutputStream to) {
            super(to);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                ascii(Integer.toHexString(length) + "\r\n");
                out.write(bytes, offset, length);
                ascii("\r\n");
            }
        }

        void end() throws IOException {
            ascii("0\r\n\r\n");
        }

        private void ascii(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
