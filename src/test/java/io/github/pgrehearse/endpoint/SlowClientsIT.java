package io.github.pgrehearse.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Clients that mean no good, against a process of its own: the limits are read once in a process.
final class SlowClientsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final List<Socket> sockets = new ArrayList<>();
    private Process process;
    private BufferedReader output;
    private int port;

    @BeforeEach
    void start() throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "@" + Path.of("scripts", "java-options").toAbsolutePath(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                EndpointProgram.class.getName())
                        .redirectErrorStream(true) // which must stay empty
                        .start();
        output = process.inputReader();
        port = Integer.parseInt(output.readLine());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        process.destroyForcibly();
    }

    private Socket connect(String bytes) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4096); // what is not read is soon felt by the server
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private int status(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(PATIENCE)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private boolean isWell() throws InterruptedException {
        try {
            return status("/health") == 200;
        } catch (IOException e) {
            return false; // there are too many others at this moment
        }
    }

    private void requireClosed(Socket socket) throws IOException {
        long began = System.nanoTime();
        try {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } catch (SocketException e) {
            // reset: closed too
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
    }

    private void requireOrderlyEnd() throws Exception {
        long began = System.nanoTime();
        process.getOutputStream().close();
        assertThat(output.readLine()).isEqualTo("closed");
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws Exception {
        Socket silent = connect("");
        assertThat(status("/health")).isEqualTo(200);
        requireClosed(silent);
    }

    @Test
    void aRequestThatDoesNotEndIsCutOff() throws Exception {
        Socket half = connect("GET /health HTTP/1.1\r\nX-Half: ");
        assertThat(status("/health")).isEqualTo(200);
        requireClosed(half);
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        Socket greedy = connect("GET /health HTTP/1.1\r\n");
        byte[] header = ("X: " + "y".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try {
            for (int i = 0; i < 10_000; i++) {
                greedy.getOutputStream().write(header);
            }
            throw new AssertionError("ten megabytes of headers were taken");
        } catch (SocketException e) {
            assertThat(status("/health")).isEqualTo(200);
        }
    }

    @Test
    void whoNeverReadsTheAnswerIsCutOff() throws Exception {
        Socket deaf = connect("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(status("/health")).isEqualTo(200);
        assertThat(deaf.getInputStream().read()).isEqualTo('H'); // the answer has begun
        Eventually.asks("the end of the connection on its side", () -> !hasConnections());
        assertThat(deaf.isClosed()).isFalse();
        requireOrderlyEnd();
    }

    /// Connections of the server that are open, as the system tells.
    private boolean hasConnections() throws IOException {
        Pattern established = Pattern.compile("\\s*\\d+: \\w+:%04X \\S+ 01 .*".formatted(port));
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        return lines.stream().anyMatch(established.asMatchPredicate());
    }

    @Test
    void aCrowdOfThemIsShakenOff() throws Exception {
        for (int i = 0; i < 300; i++) {
            connect("GET /health HTTP/1.1\r\nX-Slow: ");
        }
        Eventually.asks("health again, after the crowd", this::isWell);
        requireOrderlyEnd();
    }

    @Test
    void noneOfThemHoldsUpTheEnd() throws Exception {
        connect("");
        connect("GET /health HTTP/1.1\r\nX-Half: ");
        connect("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(status("/health")).isEqualTo(200);
        requireOrderlyEnd();
    }
}
