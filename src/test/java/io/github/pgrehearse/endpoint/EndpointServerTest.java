package io.github.pgrehearse.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Over real sockets, byte by byte: what is sent is what a stranger could send.
final class EndpointServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private EndpointServer server;

    @BeforeEach
    void open() throws IOException {
        server =
                EndpointServer.open(
                        "PORT",
                        0,
                        Map.of(
                                "/health", _ -> new Page.Answer(503, "application/json", "{}\n"),
                                "/accept", accept -> Page.Answer.line(200, accept.orElse("none")),
                                "/bug",
                                        _ -> {
                                            throw new IllegalStateException("secret");
                                        }));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String send(String host, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName(host), server.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String send(String request) throws IOException {
        return send("127.0.0.1", request);
    }

    private static String request(String method, String path, String... headers) {
        return "%s %s HTTP/1.1\r\nHost: h\r\n%s\r\n"
                .formatted(method, path, headers.length == 0 ? "" : headers[0] + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void itAnswersOverBothProtocols(String host) throws IOException {
        assertThat(send(host, request("GET", "/health")))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
                .containsIgnoringCase("\r\nContent-Length: 3\r\n")
                .containsIgnoringCase("\r\nConnection: close\r\n")
                .endsWith("\r\n\r\n{}\n");
    }

    @Test
    void headIsGetWithoutTheBody() throws IOException {
        assertThat(send(request("HEAD", "/health")))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("\r\nContent-Length: 3\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aQueryChangesNothing() throws IOException {
        assertThat(send(request("GET", "/health?verbose=1"))).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aPageHearsWhichTypesTheCallerWants() throws IOException {
        assertThat(send(request("GET", "/accept", "Accept: text/plain")))
                .endsWith("\ntext/plain\n");
        assertThat(send(request("GET", "/accept"))).endsWith("\nnone\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/healthz",
                "/health/",
                "/health/more",
                "//health",
                "/%2e%2e/etc/passwd",
                "/<script>",
                "/HEALTH",
                "/metrics"
            })
    void whatIsNotThereIsNotFoundWhateverItIsCalled(String path) throws IOException {
        String answer = send(request("GET", path));
        assertThat(answer).containsPattern("^HTTP/1.1 (404|400) ");
        assertThat(answer).doesNotContain(path.length() > 1 ? path.substring(1) : "\0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "NONSENSE"})
    void otherMethodsAreNotAllowed(String method) throws IOException {
        assertThat(send(request(method, "/health")))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nAllow: GET, HEAD\r\n")
                .doesNotContain(method + "\r", method + "\n");
    }

    @Test
    void aBodyThatNobodyWantsDoesNotKeepTheAnswerBack() throws IOException {
        assertThat(send(request("POST", "/health", "Content-Length: 5") + "12345"))
                .startsWith("HTTP/1.1 405 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret\r\n\r\n",
                "GET secret HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.1\r\nContent-Length: secret\r\n\r\n",
                "GET /%zzsecret HTTP/1.1\r\n\r\n",
                "GET mailto:secret HTTP/1.1\r\n\r\n"
            })
    void whatIsNoRequestIsRefusedAndNotSaidBack(String request) throws IOException {
        assertThat(send(request)).doesNotContain("secret");
        assertThat(send(request("GET", "/health"))).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void aBugInAPageTellsNothing() throws IOException {
        assertThat(send(request("GET", "/bug")))
                .startsWith("HTTP/1.1 500 ")
                .doesNotContain("secret", "Exception");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() -> EndpointServer.open("METRICS_PORT", server.port(), Map.of()))
                .withMessage(
                        "Cannot listen [METRICS_PORT %d: Address already in use]"
                                .formatted(server.port()))
                .satisfies(failure -> assertThat(failure.hint()).contains("set METRICS_PORT"));
    }

    @Test
    void onceClosedThePortIsFreeAgain() throws IOException {
        int port = server.port();
        send(request("GET", "/health"));
        server.close();
        try (EndpointServer again = EndpointServer.open("PORT", port, Map.of())) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    void closingDoesNotWaitForAPage() throws IOException {
        EndpointServer hanging = EndpointServer.open("PORT", 0, Map.of("/", _ -> sleepForever()));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hanging.port())) {
            socket.getOutputStream()
                    .write(request("GET", "/").getBytes(StandardCharsets.ISO_8859_1));
            long began = System.nanoTime();
            hanging.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
        }
    }

    private static Page.Answer sleepForever() {
        try {
            Thread.sleep(Duration.ofDays(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Page.Answer.line(200, "late");
    }
}
