package io.github.pgrehearse.notify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.storage.s3.TestCertificate;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A receiver of webhooks on loopback that behaves as it is told, well or badly: it answers each
/// request with the next reply that was set, and where none is left with [#always], or 200.
final class Receiver implements AutoCloseable {

    /// @param headers by name in lower case
    record Request(String method, String target, Map<String, String> headers, String body) {}

    /// Answers a request, or fails to; the connection is closed after it.
    @FunctionalInterface
    interface Reply {
        void give(Socket socket) throws Exception;
    }

    private static final long PATIENCE_SECONDS = 60;

    private final ServerSocket entry;
    private final String scheme;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Reply> replies = new LinkedBlockingQueue<>();
    private volatile Reply usual = status(200);

    private Receiver(ServerSocketFactory sockets, String scheme) throws IOException {
        this.entry = sockets.createServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
        this.scheme = scheme;
        Thread.ofVirtual().start(this::accept);
    }

    static Receiver open() throws IOException {
        return new Receiver(ServerSocketFactory.getDefault(), "http");
    }

    /// With a certificate that nobody knows.
    static Receiver secure(TestCertificate certificate)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        char[] password = certificate.password().toCharArray();
        try (InputStream in = Files.newInputStream(certificate.store())) {
            keys.load(in, password);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new Receiver(context.getServerSocketFactory(), "https");
    }

    Address address(String pathAndQuery) {
        return Address.parse(new Secret(url(pathAndQuery)));
    }

    String url(String pathAndQuery) {
        return "%s://127.0.0.1:%d%s".formatted(scheme, entry.getLocalPort(), pathAndQuery);
    }

    /// Sets the next replies.
    Receiver then(Reply... next) {
        replies.addAll(List.of(next));
        return this;
    }

    void always(Reply reply) {
        usual = reply;
    }

    static Reply status(int status, String... headers) {
        return raw(
                "HTTP/1.1 %d Whatever\r\n%sContent-Length: 2\r\n\r\nok"
                        .formatted(
                                status,
                                Arrays.stream(headers)
                                        .map(header -> header + "\r\n")
                                        .collect(Collectors.joining())));
    }

    static Reply raw(String bytes) {
        return socket -> {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        };
    }

    /// The next request; it fails if there is none for a long time.
    Request next() throws InterruptedException {
        Request request = requests.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came");
        }
        return request;
    }

    /// How many requests came that were not asked for.
    int more() {
        return requests.size();
    }

    private void accept() {
        while (!entry.isClosed()) {
            try {
                Socket socket = entry.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Request request = read(new BufferedInputStream(socket.getInputStream()));
            Reply reply = replies.poll();
            requests.add(request);
            (reply == null ? usual : reply).give(socket);
        } catch (Exception e) {
            // the client went away, or the certificate did not please it
        }
    }

    private static Request read(InputStream in) throws IOException {
        String[] first = line(in).split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Request(first[0], first[1], headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the request ends early");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).strip();
    }

    /// Writes on and on, until the other side goes away or the test ends.
    static Reply endless(String start, int chunk, long pauseMillis) {
        return socket -> {
            OutputStream out = socket.getOutputStream();
            out.write(start.getBytes(ISO_8859_1));
            while (true) {
                out.write(new byte[chunk]);
                out.flush();
                Thread.sleep(pauseMillis);
            }
        };
    }

    @Override
    public void close() throws IOException {
        entry.close();
    }
}
