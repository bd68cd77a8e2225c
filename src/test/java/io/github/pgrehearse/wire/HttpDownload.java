package io.github.pgrehearse.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/// The way of one answer to the client.
final class HttpDownload {

    private final HttpLine line;
    private final Socket client;
    private final Socket server;
    private final HttpFault.Passed fault;

    /// @param bare without a body, whatever the head says
    private record Answer(HttpHead head, InputStream body, boolean bare) {

        void send(OutputStream to) throws IOException {
            to.write(head.bytes());
            if (!bare) {
                HttpBody.pass(head, body, to);
            }
        }

        /// Whether its end can be told from the connection's.
        boolean isFramed() {
            return bare || head.chunked() || head.length().isPresent();
        }
    }

    HttpDownload(HttpLine line, Socket client, Socket server, HttpFault.Passed fault) {
        this.line = line;
        this.client = client;
        this.server = server;
        this.fault = fault;
    }

    /// Passes the answer on, and says whether another request can follow it.
    boolean run(HttpHead request) throws IOException {
        InputStream from = new BufferedInputStream(server.getInputStream(), HttpLine.BUFFER);
        HttpHead head = next(from);
        while (head.isInterim()) {
            client.getOutputStream().write(head.bytes());
            head = next(from);
        }
        Answer answer =
                new Answer(
                        head,
                        HttpBody.ofAnswer(request, head, from),
                        HttpBody.isBare(request, head));
        pass(request, answer, client.getOutputStream());
        return answer.isFramed() && !head.says("connection", "close");
    }

    private static HttpHead next(InputStream from) throws IOException {
        return HttpHead.read(from).orElseThrow(() -> new EOFException("the server gave no answer"));
    }

    private void pass(HttpHead request, Answer answer, OutputStream to) throws IOException {
        switch (fault) {
            case HttpFault.LoseAnswer _ -> {
                answer.send(OutputStream.nullOutputStream());
                line.cut(server, HttpFault.Cut.RESET);
            }
            case HttpFault.CutAnswer(long bytes, HttpFault.Cut cut) -> {
                CutOutputStream limited =
                        new CutOutputStream(to, bytes, () -> line.cut(server, cut));
                answer.send(limited);
                limited.end();
            }
            case HttpFault.FlipBit(long bit) ->
                    new Answer(answer.head, new FlippedBit(answer.body, bit), answer.bare).send(to);
            case HttpFault.TellLess(long bytes) ->
                    (request.method().equals("HEAD") ? less(answer, bytes) : answer).send(to);
            case HttpFault.Delay(Duration time) -> {
                wait(time);
                answer.send(to);
            }
            case HttpFault.None _, HttpFault.CutRequest _, HttpFault.TruncateRequest _ ->
                    answer.send(to);
        }
    }

    private static Answer less(Answer answer, long bytes) {
        long length = Math.max(0, answer.head.length().orElse(0L) - bytes);
        return new Answer(answer.head.withLength(length), answer.body, answer.bare);
    }

    private static void wait(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the delay was ended");
        }
    }

    /// Flips one bit of what is read; of less than that, a bit of the last byte.
    private static final class FlippedBit extends FilterInputStream {
        private final long bit;
        private long passed;
        private boolean flipped;
        private int ahead;

        FlippedBit(InputStream in, long bit) throws IOException {
            super(in);
            this.bit = bit;
            this.ahead = in.read();
        }

        @Override
        public int read() throws IOException {
            int single = ahead;
            if (single < 0) {
                return -1;
            }
            ahead = in.read();
            boolean here = passed == bit / 8 || ahead < 0;
            passed++;
            if (!here || flipped) {
                return single;
            }
            flipped = true;
            return single ^ 1 << bit % 8;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = 0;
            for (int single = 0; count < length && single >= 0; ) {
                single = read();
                if (single >= 0) {
                    bytes[offset + count] = (byte) single;
                    count++;
                }
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
