package io.github.pgrehearse.wire;

import io.github.pgrehearse.wire.HttpFault.Cut;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One connection of a client: request after request, each with its fault.
final class HttpLine implements Runnable {

    static final int BUFFER = 1 << 16;

    private final HttpFaultProxy proxy;
    private final Socket client;
    private volatile int mended;

    HttpLine(HttpFaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    @Override
    public void run() {
        try {
            InputStream in = new BufferedInputStream(client.getInputStream(), BUFFER);
            boolean lives = true;
            while (lives) {
                Optional<HttpHead> request = HttpHead.read(in);
                lives = request.isPresent() && exchange(request.get(), in);
            }
        } catch (IOException e) {
            // one of both sides has gone, or a fault has struck; so the other goes too
        } finally {
            proxy.end(client);
        }
    }

    /// Says whether the connection lives on.
    private boolean exchange(HttpHead request, InputStream in) throws IOException {
        InputStream body = HttpBody.ofRequest(request, in);
        mended = proxy.mended();
        return switch (proxy.arrived(request)) {
            case HttpFault.Answer(int status, String code) -> {
                invite(request);
                body.transferTo(OutputStream.nullOutputStream());
                answer(request, status, code);
                yield true;
            }
            case HttpFault.RefuseEarly(int status, String code) -> {
                answer(request, status, code);
                yield false;
            }
            case HttpFault.Passed fault -> pass(request, body, fault);
        };
    }

    private boolean pass(HttpHead request, InputStream body, HttpFault.Passed fault)
            throws IOException {
        Socket server = proxy.connect();
        try {
            HttpUpload upload = new HttpUpload(this, server, fault);
            // On its own, since a server may answer before it has all
            Thread.ofVirtual().start(() -> upload.run(request, body));
            boolean lives = new HttpDownload(this, client, server, fault).run(request);
            return lives && upload.isWhole() && !request.says("connection", "close");
        } finally {
            proxy.end(server);
        }
    }

    private void answer(HttpHead request, int status, String code) throws IOException {
        String error =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>%s</Code><Message>as wished</Message><RequestId>0</RequestId></Error>
                """
                        .formatted(code);
        String body = request.method().equals("HEAD") ? "" : error;
        write(
                "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(status, code, body.length(), body));
    }

    /// Lets a client that asks first send its body.
    void invite(HttpHead request) throws IOException {
        if (request.says("expect", "100-continue")) {
            write("HTTP/1.1 100 Continue\r\n\r\n");
        }
    }

    private void write(String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// Does to both sides what the cut says, and returns only if the line is well again.
    void cut(Socket server, Cut cut) throws IOException {
        if (cut == Cut.STALL) {
            proxy.stall(mended);
            return;
        }
        if (cut == Cut.RESET) {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        }
        proxy.end(client);
        proxy.end(server);
        throw new IOException("cut as wished");
    }
}
