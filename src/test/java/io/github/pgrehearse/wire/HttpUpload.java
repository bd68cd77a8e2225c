package io.github.pgrehearse.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// The way of one request to the server.
final class HttpUpload {

    private final HttpLine line;
    private final Socket server;
    private final HttpFault.Passed fault;
    private volatile boolean whole;

    HttpUpload(HttpLine line, Socket server, HttpFault.Passed fault) {
        this.line = line;
        this.server = server;
        this.fault = fault;
    }

    /// Whether the client has been listened to until the end of its request.
    boolean isWhole() {
        return whole;
    }

    void run(HttpHead request, InputStream body) {
        try {
            OutputStream to = server.getOutputStream();
            switch (fault) {
                case HttpFault.CutRequest(long bytes, HttpFault.Cut cut) ->
                        pass(
                                request,
                                body,
                                new CutOutputStream(to, bytes, () -> line.cut(server, cut)));
                case HttpFault.TruncateRequest(long bytes) -> truncate(request, body, bytes, to);
                case HttpFault.None _,
                        HttpFault.LoseAnswer _,
                        HttpFault.CutAnswer _,
                        HttpFault.FlipBit _,
                        HttpFault.TellLess _,
                        HttpFault.Delay _ ->
                        pass(request, body, new CutOutputStream(to, Long.MAX_VALUE, () -> {}));
            }
        } catch (IOException e) {
            goAway();
        }
    }

    private void pass(HttpHead request, InputStream body, CutOutputStream to) throws IOException {
        to.write(request.bytes());
        if (request.chunked() || request.length().orElse(0L) > 0) {
            to.release(); // else a client that waits for 100 Continue would wait in vain
        }
        HttpBody.pass(request, body, to);
        // With the last byte the server may answer: from then on it must be known
        whole = true;
        to.end();
    }

    private void truncate(HttpHead request, InputStream body, long bytes, OutputStream to)
            throws IOException {
        line.invite(request);
        byte[] beginning = body.readNBytes(Math.toIntExact(bytes));
        body.transferTo(OutputStream.nullOutputStream());
        whole = true;
        HttpHead shorter =
                request.without("transfer-encoding")
                        .without("content-md5")
                        .without("expect")
                        .withLength(beginning.length);
        to.write(shorter.bytes());
        to.write(beginning);
    }

    /// The client has gone, or the server does not listen any more; it may have answered already.
    private void goAway() {
        try {
            server.shutdownOutput();
        } catch (IOException e) {
            // it is gone then
        }
    }
}
