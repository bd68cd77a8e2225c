package io.github.pgrehearse.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.wire.HttpFault.Cut;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the tests of the store rest upon.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpFaultProxyTest {

    /// More than the buffers of a connection hold.
    private static final byte[] BODY = random(8_000_000);

    private EchoServer server;
    private HttpFaultProxy proxy;
    private HttpClient client;

    @BeforeEach
    void open() throws IOException {
        server = new EchoServer();
        proxy = HttpFaultProxy.to(server.uri());
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void close() throws IOException {
        client.shutdownNow();
        proxy.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fixed", "/chunked"})
    void whatIsWellPassesAsItIs(String path) throws Exception {
        HttpResponse<byte[]> answer = client.send(post(path, BODY), BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(BODY);
        assertThat(server.got()).hasSize(1);
        assertThat(server.got().getFirst().body()).isEqualTo(ByteBuffer.wrap(BODY));
        // Signatures are of this name
        assertThat(server.got().getFirst().host()).isEqualTo(proxy.endpoint().getAuthority());
        assertThat(proxy.struck()).isZero();
    }

    @Test
    void aBodyOfUnknownLengthPasses() throws Exception {
        BodyPublisher unknown = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(BODY));

        assertThat(send(request("/fixed").POST(unknown).build())).isEqualTo(BODY);
    }

    @Test
    void aClientThatAsksFirstIsTold() throws Exception {
        HttpRequest asking =
                request("/fixed")
                        .POST(BodyPublishers.ofByteArray(BODY))
                        .expectContinue(true)
                        .build();

        assertThat(send(asking)).isEqualTo(BODY);
        proxy.breakOne(2, new HttpFault.Answer(503, "SlowDown"));
        assertThat(client.send(asking, BodyHandlers.discarding()).statusCode()).isEqualTo(503);
    }

    @Test
    void requestsAreNumberedAndKeptWithoutTheirHeaders() throws Exception {
        send(post("/bucket/a%20b?uploads&x=%2F", new byte[0]));
        send(request("/fixed").GET().build());

        assertThat(proxy.requests())
                .containsExactly(
                        new WireRequest(1, "POST", "/bucket/a%20b", "uploads&x=%2F"),
                        new WireRequest(2, "GET", "/fixed", ""));
        assertThat(proxy.requests().getFirst()).hasToString("1 POST /bucket/a%20b?uploads&x=%2F");
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws Exception {
        proxy.breakOne(3, new HttpFault.Answer(500, "InternalError"));
        List<String> answers = new ArrayList<>();
        try (Socket socket = connect()) {
            for (String path : List.of("/fixed", "/chunked", "/fixed", "/none", "/fixed")) {
                ask(socket, "POST", path, "abc".getBytes(StandardCharsets.US_ASCII), 3);
                answers.add(answer(socket));
            }
        }
        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).isEqualTo("200 abc");
        assertThat(answers.get(1)).isEqualTo("200 abc");
        assertThat(answers.get(2)).startsWith("500 ").contains("<Code>InternalError</Code>");
        assertThat(answers.get(3)).isEqualTo("204 ");
        assertThat(answers.get(4)).isEqualTo("200 abc");
        assertThat(proxy.requests()).hasSize(5);
    }

    private static String answer(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        HttpHead request = new HttpHead("POST / HTTP/1.1", List.of());
        HttpHead head = HttpHead.read(in).orElseThrow();
        byte[] body = HttpBody.ofAnswer(request, head, in).readAllBytes();
        return head.status() + " " + new String(body, StandardCharsets.US_ASCII);
    }

    @Test
    void aRequestIsAnsweredWithAnErrorOnce() throws Exception {
        proxy.breakOne(1, new HttpFault.Answer(503, "SlowDown"));

        HttpResponse<String> refused = client.send(post("/a", BODY), BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("<Error><Code>SlowDown</Code>");
        assertThat(server.got()).isEmpty();
        assertThat(send(post("/a", BODY))).isEqualTo(BODY);
        assertThat(proxy.struck()).isOne();
    }

    @Test
    void aFaultStrikesAsOftenAsItWasToldTo() throws Exception {
        proxy.breakThose(
                request -> request.method().equals("POST"), 2, new HttpFault.Answer(429, "Slow"));
        proxy.breakFrom(6, new HttpFault.Answer(403, "AccessDenied"));

        int[] statuses = new int[8];
        for (int i = 0; i < statuses.length; i++) {
            HttpRequest request = i == 1 ? request("/a").GET().build() : post("/a", new byte[1]);
            statuses[i] = client.send(request, BodyHandlers.discarding()).statusCode();
        }

        assertThat(statuses).containsExactly(429, 200, 429, 200, 200, 403, 403, 403);
        assertThat(proxy.struck()).isEqualTo(5);
    }

    @Test
    void anEarlyRefusalBreaksThePipeOfWhoIsStillSending() throws Exception {
        proxy.breakOne(1, new HttpFault.RefuseEarly(403, "AccessDenied"));
        try (Socket socket = connect()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> ask(socket, "PUT", "/a", BODY, 100L * BODY.length));
        }
        assertThat(server.got()).isEmpty();
    }

    /// The server's own early answer, which is not a fault of the line.
    @Test
    void aServerMayRefuseBeforeItHasReadAll() throws Exception {
        try (Socket socket = connect()) {
            ask(socket, "PUT", "/refused", new byte[10], BODY.length);

            HttpHead head = HttpHead.read(socket.getInputStream()).orElseThrow();

            assertThat(head.status()).isEqualTo(403);
        }
        assertThat(send(post("/a", BODY))).isEqualTo(BODY);
    }

    @ParameterizedTest
    @CsvSource({
        "0, RESET", "30, RESET", "70000, RESET", "999999999, RESET",
        "0, END", "30, END", "70000, END", "999999999, END"
    })
    void aRequestThatIsCutNeverReachesTheServerWhole(long bytes, Cut cut) throws Exception {
        proxy.breakOne(1, new HttpFault.CutRequest(bytes, cut));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(post("/a", BODY)));

        assertThat(send(post("/b", BODY))).isEqualTo(BODY);
        assertThat(server.got()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, RESET", "30, RESET", "70000, RESET", "999999999, RESET",
        "0, END", "30, END", "70000, END", "999999999, END"
    })
    void anAnswerThatIsCutNeverReachesTheClientWhole(long bytes, Cut cut) throws Exception {
        proxy.breakOne(1, new HttpFault.CutAnswer(bytes, cut));

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(post("/a", BODY)));

        assertThat(server.got()).hasSize(1);
        assertThat(send(post("/b", BODY))).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/none", "/chunked", "/fixed"})
    void alsoAnAnswerWithoutALengthCanBeCut(String path) {
        proxy.breakOne(1, new HttpFault.CutAnswer(Long.MAX_VALUE, Cut.END));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> send(post(path, new byte[100])));
    }

    @Test
    void aCutAnswerBringsWhatCameBefore() throws Exception {
        proxy.breakOne(1, new HttpFault.CutAnswer(20, Cut.END));
        try (Socket socket = connect()) {
            ask(socket, "POST", "/a", new byte[10], 10);

            assertThat(socket.getInputStream().readAllBytes()).hasSize(20);
        }
    }

    @Test
    void theServerDoesItsWorkBeforeAnAnswerIsLost() {
        proxy.breakOne(1, new HttpFault.LoseAnswer());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(post("/a", BODY)));

        assertThat(server.got()).hasSize(1);
        assertThat(server.got().getFirst().body()).isEqualTo(ByteBuffer.wrap(BODY));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30, 70_000, Long.MAX_VALUE})
    void aRequestThatFellSilentGoesOnWhenTheLineIsMended(long bytes) throws Exception {
        proxy.breakOne(1, new HttpFault.CutRequest(bytes, Cut.STALL));

        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post("/a", BODY), BodyHandlers.ofByteArray());
        Eventually.holds("the silence", () -> proxy.silent() == 1);
        assertThat(server.got()).isEmpty();
        proxy.mend();

        assertThat(answer.get().body()).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 30, 70_000, Long.MAX_VALUE})
    void anAnswerThatFellSilentGoesOnWhenTheLineIsMended(long bytes) throws Exception {
        proxy.breakOne(1, new HttpFault.CutAnswer(bytes, Cut.STALL));

        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(post("/a", BODY), BodyHandlers.ofByteArray());
        Eventually.holds("the silence", () -> proxy.silent() == 1);
        assertThat(server.got()).hasSize(1);
        assertThat(answer).isNotDone();
        proxy.mend();

        assertThat(answer.get().body()).isEqualTo(BODY);
    }

    @Test
    void aClientMayGiveUpWaiting() {
        proxy.breakFrom(1, new HttpFault.CutAnswer(0, Cut.STALL));
        HttpRequest impatient =
                request("/a")
                        .POST(BodyPublishers.ofByteArray(BODY))
                        .timeout(Duration.ofMillis(200))
                        .build();

        assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(() -> send(impatient));
    }

    @Test
    void whatWaitsIsDroppedWhenTheLineIsRenewed() throws Exception {
        proxy.breakOne(1, new HttpFault.CutRequest(Long.MAX_VALUE, Cut.STALL));
        CompletableFuture<HttpResponse<byte[]>> dropped =
                client.sendAsync(post("/a", new byte[10]), BodyHandlers.ofByteArray());
        Eventually.holds("the silence", () -> proxy.silent() == 1);

        proxy.renew();

        assertThat(dropped).failsWithin(Duration.ofSeconds(30));
        assertThat(send(post("/b", BODY))).isEqualTo(BODY);
        assertThat(server.got()).extracting(EchoServer.Got::target).containsExactly(uri("/b"));
        assertThat(proxy.requests()).hasSize(1);
        assertThat(proxy.struck()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/fixed, 0", "/chunked, 12345", "/fixed, 9999999999"})
    void oneBitOfABodyIsFlipped(String path, long bit) throws Exception {
        proxy.breakOne(1, new HttpFault.FlipBit(bit));

        byte[] answer = send(post(path, BODY));

        int at = (int) Math.min(bit / 8, BODY.length - 1);
        assertThat(answer[at]).isEqualTo((byte) (BODY[at] ^ 1 << bit % 8));
        answer[at] = BODY[at];
        assertThat(answer).isEqualTo(BODY);
    }

    @Test
    void anEmptyBodyHasNoBitToFlip() throws Exception {
        proxy.breakFrom(1, new HttpFault.FlipBit(0));

        assertThat(send(post("/none", BODY))).isEmpty();
        assertThat(send(post("/chunked", new byte[0]))).isEmpty();
    }

    @Test
    void aStoreThatLiesKeepsABeginningOnly() throws Exception {
        proxy.breakFrom(1, new HttpFault.TruncateRequest(100));
        HttpRequest asking =
                request("/b").POST(BodyPublishers.ofByteArray(BODY)).expectContinue(true).build();

        assertThat(send(post("/a", BODY))).hasSize(100);
        assertThat(send(asking)).hasSize(100);

        assertThat(server.got()).hasSize(2).allMatch(got -> got.body().remaining() == 100);
    }

    @Test
    void aHeadTellsLess() throws Exception {
        proxy.breakFrom(2, new HttpFault.TellLess(1));
        HttpRequest head = request("/a").HEAD().build();

        assertThat(lengthTold(head)).isEqualTo(1000);
        assertThat(lengthTold(head)).isEqualTo(999);
        assertThat(send(post("/a", BODY))).isEqualTo(BODY);
    }

    private long lengthTold(HttpRequest request) throws Exception {
        HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
        return answer.headers().firstValueAsLong("Content-Length").orElseThrow();
    }

    @Test
    void anAnswerComesLate() throws Exception {
        proxy.breakOne(1, new HttpFault.Delay(Duration.ofMillis(300)));
        long began = System.nanoTime();

        assertThat(send(post("/a", BODY))).isEqualTo(BODY);

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void aServerThatIsGoneIsNoticed() {
        server.close();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(post("/a", BODY)));
    }

    private byte[] send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofByteArray()).body();
    }

    private HttpRequest post(String target, byte[] body) {
        return request(target).POST(BodyPublishers.ofByteArray(body)).build();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(proxy.endpoint().resolve(target))
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=secret");
    }

    private static URI uri(String path) {
        return URI.create(path);
    }

    private Socket connect() throws IOException {
        return new Socket(proxy.endpoint().getHost(), proxy.endpoint().getPort());
    }

    /// Sends a request that tells a length, and as much of its body as there is.
    private static void ask(Socket socket, String method, String path, byte[] body, long length)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(
                "%s %s HTTP/1.1\r\nHost: test\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, length)
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
