package io.github.pgrehearse.notify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.notify.Receiver.Reply;
import io.github.pgrehearse.notify.Receiver.Request;
import io.github.pgrehearse.storage.s3.TestCertificate;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class HttpCallTest {

    private static final Clock CLOCK = Clock.fixed(Events.AT, ZoneOffset.UTC);

    /// Long enough for whatever the machine is busy with.
    private static final Duration LONG = Duration.ofSeconds(60);

    private static final Duration SHORT = Duration.ofMillis(400);

    private Receiver receiver;

    HttpCallTest() {}

    @BeforeEach
    void open() throws Exception {
        receiver = Receiver.open();
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
    }

    private static Letter letter(Address address, String body) {
        return new Letter(address, Map.of("X-More", "1"), body, false);
    }

    private Answer carry(Duration limit, Reply reply) throws InterruptedException {
        receiver.then(reply);
        return new HttpCall(limit, CLOCK).carry(letter(receiver.address("/p"), "{}"));
    }

    private static String why(Answer answer) {
        return answer instanceof Answer.Failed failed ? failed.why() : "taken";
    }

    @Test
    void postsABodyAndGetsWithoutOne() throws Exception {
        HttpCall call = new HttpCall(LONG, CLOCK);
        Address address = Address.parse(new Secret(receiver.url("/a?b").replace("//", "//u:p@")));

        assertThat(call.carry(letter(address, "ünï"))).isEqualTo(new Answer.Taken());
        assertThat(call.carry(letter(address, ""))).isEqualTo(new Answer.Taken());

        Request post = receiver.next();
        assertThat(post.method() + post.target()).isEqualTo("POST/a?b");
        assertThat(post.body()).isEqualTo("ünï");
        assertThat(post.headers())
                .containsEntry("user-agent", "pgrehearse")
                .containsEntry("authorization", "Basic dTpw")
                .containsEntry("x-more", "1");
        assertThat(receiver.next().method()).isEqualTo("GET");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void anyAnswerOfTheTwoHundredsIsWell(int status) throws Exception {
        assertThat(carry(LONG, Receiver.status(status))).isEqualTo(new Answer.Taken());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 405, 407, 410, 413, 422})
    void whatIsRefusedIsNotTriedAgain(int status) throws Exception {
        assertThat(carry(LONG, Receiver.status(status)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo("it answered " + status));
    }

    @ParameterizedTest
    @CsvSource({
        "500,,",
        "502, garbage,",
        "503, 7, 7",
        "408, -1,",
        "425, 0, 0",
        "429, 0.3, 1",
        "429, 99999999999999999999, 600",
        "503, 'Thu, 08 Feb 2024 02:01:07 GMT', 59.5",
        "503, 'Thu, 08 Feb 2024 01:01:07 GMT', 0",
        "503, 'Wed, 08 Feb 2034 01:01:07 GMT', 600"
    })
    void whatMayPassIsTriedAgainWhenTheReceiverSaysSo(int status, String header, Double seconds)
            throws Exception {
        Reply reply =
                header == null
                        ? Receiver.status(status)
                        : Receiver.status(status, "Retry-After: " + header);
        assertThat(carry(LONG, reply))
                .isInstanceOfSatisfying(
                        Answer.NotNow.class,
                        later ->
                                assertThat(later.after())
                                        .isEqualTo(
                                                Optional.ofNullable(seconds)
                                                        .map(length ->
                                                                Duration.ofMillis(
                                                                        (long) (length * 1000)))));
    }

    @Test
    void aRedirectIsNotFollowedAndTellsNoMoreThanItsHost() throws Exception {
        try (Receiver other = Receiver.open()) {
            assertThat(carry(LONG, Receiver.status(307, "Location: " + other.url("/Hunter2?x"))))
                    .isInstanceOfSatisfying(
                            Answer.Refused.class,
                            refused ->
                                    assertThat(refused.why())
                                            .isEqualTo(
                                                    "it answered 307 and points to"
                                                            + " http://127.0.0.1"));
            assertThat(other.more()).isZero();
        }
        assertThat(why(carry(LONG, Receiver.status(302, "Location: /Hunter2"))))
                .isEqualTo("it answered 302");
        assertThat(why(carry(LONG, Receiver.status(301, "Location: :Hunter2 :"))))
                .isEqualTo("it answered 301");
    }

    @Test
    void aReceiverThatNeverAnswersIsLeft() throws Exception {
        Answer answer = carry(SHORT, socket -> socket.getInputStream().read());

        assertThat(answer).isInstanceOf(Answer.NotNow.class);
        assertThat(why(answer)).contains("in");
    }

    @Test
    void anAnswerWhoseHeadersNeverEndIsLeft() throws Exception {
        Answer answer =
                carry(
                        SHORT,
                        socket -> {
                            socket.getOutputStream()
                                    .write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
                            while (true) {
                                socket.getOutputStream().write("X-A: 1\r\n".getBytes(US_ASCII));
                                Thread.sleep(20);
                            }
                        });

        assertThat(answer).isInstanceOf(Answer.NotNow.class);
    }

    /// Neither their time nor their memory is ours.
    @Test
    void aBodyThatNeverEndsIsNotRead() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";

        assertThat(carry(LONG, Receiver.endless(head, 1 << 20, 0))).isEqualTo(new Answer.Taken());
        assertThat(carry(LONG, Receiver.endless(head, 1, 50))).isEqualTo(new Answer.Taken());
        assertThat(why(carry(LONG, Receiver.endless(head.replace("200", "500"), 1, 50))))
                .isEqualTo("it answered 500");
    }

    @Test
    void aConnectionThatBreaksMayBeBetterNextTime() throws Exception {
        assertThat(why(carry(LONG, socket -> socket.setSoLinger(true, 0))))
                .isEqualTo("the connection broke off");
        assertThat(why(carry(LONG, _ -> {}))).isEqualTo("the connection broke off");
        assertThat(why(carry(LONG, Receiver.raw("SSH-2.0-OpenSSH_9.2\r\n"))))
                .isIn("the connection broke off", "it answered -1");
        assertThat(receiver.more()).as("the JDK did not try again by itself").isEqualTo(3);
    }

    @Test
    void whoIsNotThereMayBeThereNextTime() throws Exception {
        HttpCall call = new HttpCall(LONG, CLOCK);
        Address nobody = Address.parse(new Secret("http://no-such-host.invalid/Hunter2"));
        Address closed = Address.parse(new Secret("http://127.0.0.1:1/Hunter2"));

        assertThat(call.carry(letter(closed, "{}")))
                .isInstanceOfSatisfying(
                        Answer.NotNow.class,
                        answer -> assertThat(answer.why()).isEqualTo("connection refused"));
        assertThat(why(call.carry(letter(nobody, "{}")))).isEqualTo("unknown host");
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefused(@TempDir Path directory) throws Exception {
        try (Receiver secure = Receiver.secure(TestCertificate.in(directory))) {
            Answer answer = new HttpCall(LONG, CLOCK).carry(letter(secure.address("/x"), "{}"));

            assertThat(answer).isInstanceOf(Answer.Refused.class);
            assertThat(why(answer)).contains("certificate");
            assertThat(secure.more()).isZero();
        }
    }

    @Test
    void plainHttpWhereTlsIsSpokenTo() throws Exception {
        Address address =
                Address.parse(new Secret(receiver.url("/x").replace("http://", "https://")));

        assertThat(why(new HttpCall(LONG, CLOCK).carry(letter(address, "{}"))))
                .isIn("it does not speak TLS as we do", "the connection broke off");
    }

    @Test
    void anInterruptEndsItAtOnceAndClosesTheConnection() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            Address address =
                    Address.parse(new Secret("http://127.0.0.1:" + silent.getLocalPort() + "/"));
            Thread caller =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    new HttpCall(LONG, CLOCK).carry(letter(address, "{}"));
                                } catch (InterruptedException e) {
                                    // as it should be
                                }
                            });
            try (Socket socket = silent.accept()) {
                caller.interrupt();
                caller.join();
                socket.setSoTimeout((int) LONG.toMillis());
                assertThat(socket.getInputStream().readAllBytes()).isNotNull(); // it ends
            }
        }
    }
}
