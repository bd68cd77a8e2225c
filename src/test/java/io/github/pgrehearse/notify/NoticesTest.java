package io.github.pgrehearse.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.notify.Receiver.Reply;
import io.github.pgrehearse.notify.Receiver.Request;
import io.github.pgrehearse.storage.s3.TestCertificate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class NoticesTest {

    private static final String MARK = "Kq7Zw9Xv";
    private static final Duration LONG = Duration.ofSeconds(60);

    private final RecordingLog log = new RecordingLog();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final Means means = means(pauses::add);
    private Receiver receiver;

    NoticesTest() {}

    private Means means(Means.Sleeper sleeper) {
        return new Means(Clock.fixed(Events.AT, ZoneOffset.UTC), sleeper, new Random(7), log);
    }

    @BeforeEach
    void open() throws Exception {
        receiver = Receiver.open();
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
    }

    private static NoticePlan plan(Address address) {
        return new NoticePlan(
                address, Format.JSON, Optional.of(new Secret("signing" + MARK)), true, true);
    }

    private Notices notices() {
        return Notices.open(plan(receiver.address("/hook/" + MARK)), Events.PLACE, means, LONG);
    }

    private static Event completed() {
        return Events.completed(Events.AT);
    }

    @Test
    void sendsWhatHappensSignedAndEachWithANumberOfItsOwn() throws Exception {
        try (Notices notices = notices()) {
            notices.hear(Events.failed(Events.AT));
            notices.hear(completed());
            Request failure = receiver.next();
            Request recovery = receiver.next();

            assertThat(failure.target()).isEqualTo("/hook/" + MARK);
            assertThat(failure.headers())
                    .containsEntry("content-type", "application/json; charset=utf-8")
                    .containsEntry(
                            "x-pgrehearse-signature",
                            Signature.of(failure.body(), new Secret("signing" + MARK)));
            assertThat(failure.body()).contains("\"event\":\"backup-failed\"");
            assertThat(recovery.body()).contains("\"status\":\"recovery\"");
            assertThat(id(failure)).isNotEqualTo(id(recovery));
        }
        assertThat(log.lines()).isEmpty();
    }

    private static String id(Request request) {
        return request.body().replaceFirst(".*\"id\":\"([0-9a-f]{16})\".*", "$1");
    }

    @Test
    void triesAgainWithGrowingPausesOrAsLongAsTheReceiverAsks() throws Exception {
        receiver.then(
                Receiver.status(500),
                Receiver.status(429, "Retry-After: 7"),
                socket -> socket.setSoLinger(true, 0),
                Receiver.status(503, "Retry-After: 86400"));
        try (Notices notices = notices()) {
            notices.hear(completed());
            Request first = receiver.next();
            for (int i = 0; i < 4; i++) {
                assertThat(receiver.next()).isEqualTo(first);
            }
        }
        assertThat(pauses).hasSize(4);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(2_500), Duration.ofMillis(7_500));
        assertThat(pauses.get(1)).isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses.get(2)).isBetween(Duration.ofMillis(22_500), Duration.ofMillis(67_500));
        assertThat(pauses.get(3)).isEqualTo(RetryAfter.LONGEST);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void givesUpWithOneWarningAndGoesOnWithTheNext() throws Exception {
        receiver.then(
                Receiver.status(500),
                Receiver.status(500),
                Receiver.status(500),
                Receiver.status(500),
                Receiver.status(500),
                Receiver.status(404));
        try (Notices notices = notices()) {
            notices.hear(Events.failed(Events.AT));
            notices.hear(completed());
            notices.hear(Events.disproven(Events.AT));
            for (int i = 0; i < 6; i++) {
                receiver.next();
            }
            assertThat(receiver.next().body()).contains("drill-disproven");
        }
        String place = receiver.address("").shown();
        assertThat(log.lines())
                .containsExactly(
                        "WARNING Notice could not be delivered [WEBHOOK_URL at %s: it answered 500]. See whether the receiver is well."
                                .formatted(place),
                        "WARNING Notice could not be delivered [WEBHOOK_URL at %s: it answered 404]. Check the URL: the receiver may have withdrawn it."
                                .formatted(place));
    }

    /// A thousand events while the receiver hangs: nobody waits, and a hundred are kept, those
    /// first that tell of a failure.
    @Test
    void aFloodIsHeardAtOnceAndBounded() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        receiver.then(socket -> {
            answers.await();
            Receiver.status(200).give(socket);
        });
        try (Notices notices = notices()) {
            notices.hear(completed());
            receiver.next();
            notices.hear(Events.disproven(Events.AT));
            for (int i = 0; i < 1_000; i++) {
                notices.hear(completed());
            }
            assertThat(receiver.more()).isZero();
            answers.countDown();
            assertThat(receiver.next().body()).contains("drill-disproven");
            for (int i = 1; i < Notices.MOST_WAITING; i++) {
                receiver.next();
            }
        }
        assertThat(receiver.more()).isZero();
        assertThat(log.lines())
                .containsExactly(
                        "WARNING Notices were dropped [WEBHOOK_URL at %s: more wait than can be kept]. See whether the receiver is well."
                                .formatted(receiver.address("").shown()));
    }

    @Test
    void closingDeliversWhatIsLeft() throws Exception {
        Notices notices = notices();
        for (int i = 0; i < 5; i++) {
            notices.hear(completed());
        }
        Thread.currentThread().interrupt(); // as who ends the service may do

        notices.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(receiver.more()).isEqualTo(5);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void closingDoesNotWaitForAPauseToEnd() throws Exception {
        CountDownLatch pausing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        receiver.then(Receiver.status(500));
        Notices notices =
                Notices.open(
                        plan(receiver.address("/")),
                        Events.PLACE,
                        means(_ -> {
                            pausing.countDown();
                            never.await();
                        }),
                        LONG);
        notices.hear(Events.failed(Events.AT));
        notices.hear(completed());
        pausing.await();

        notices.close();

        assertThat(receiver.more()).as("each was tried once").isEqualTo(2);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("Notice could not be delivered", "it answered 500");
    }

    @Test
    void closingLeavesAReceiverThatHangs() throws Exception {
        receiver.then(socket -> socket.getInputStream().read());
        Notices notices = notices();
        notices.hear(Events.failed(Events.AT));
        notices.hear(completed());
        receiver.next();

        notices.close();

        assertThat(log.lines())
                .containsExactly(
                        "WARNING Notices were not delivered before the end [WEBHOOK_URL at %s: 2]. See whether the receiver is well."
                                .formatted(receiver.address("").shown()));
    }

    @Test
    void aTestNoticeSaysWhetherItWasTaken() throws Exception {
        receiver.then(Receiver.status(204), Receiver.status(403));
        NoticePlan plan = plan(receiver.address("/" + MARK));

        assertThat(Notices.test(plan, Events.PLACE, means)).isEmpty();
        assertThat(receiver.next().body()).contains("\"event\":\"test\"");
        assertThat(Notices.test(plan, Events.PLACE, means))
                .contains(
                        new Event.Problem(
                                "Notice could not be delivered [WEBHOOK_URL at %s: it answered 403]"
                                        .formatted(plan.address()),
                                "Check the URL: the receiver may have withdrawn it."));
        assertThat(log.lines()).isEmpty();
    }

    /// Receivers repeat what they were called by, and so do the JDK's exceptions.
    @Test
    void noSecretStandsInALogOrAPayload(@TempDir Path directory) throws Exception {
        List<Reply> replies = new ArrayList<>();
        for (int status : List.of(200, 301, 308, 400, 401, 404, 407, 410, 500)) {
            replies.add(
                    Receiver.status(
                            status,
                            "Location: " + receiver.url("/" + MARK),
                            "WWW-Authenticate: Basic realm=" + MARK,
                            "Retry-After: " + MARK));
        }
        replies.add(socket -> socket.setSoLinger(true, 0));
        replies.add(Receiver.raw("HTTP/1.1 " + MARK + "\r\n\r\n"));
        replies.add(Receiver.raw(MARK + "\r\n\r\n"));
        List<String> shown = new ArrayList<>();
        try (Receiver secure = Receiver.secure(TestCertificate.in(directory))) {
            for (Reply reply : replies) {
                receiver.always(reply);
                shown.addAll(attempt(receiver.url("/" + MARK + "?k=" + MARK)));
                shown.add(receiver.next().body());
                shown.add(receiver.next().body());
            }
            shown.addAll(attempt(secure.url("/" + MARK)));
        }
        shown.addAll(attempt("http://no-such-host.invalid/" + MARK));
        shown.addAll(attempt("http://127.0.0.1:1/" + MARK));
        shown.addAll(attempt("http://127.0.0.1:99999/" + MARK));
        shown.add(plan(receiver.address("/" + MARK)).toString());

        assertThat(log.lines()).hasSizeGreaterThan(12);
        assertThat(shown).hasSizeGreaterThan(30);
        assertThat(String.join("\n", shown) + log.lines())
                .doesNotContain(MARK)
                .contains("WEBHOOK_URL at http");
    }

    /// Sends a test notice, and one in earnest until it is given up.
    private List<String> attempt(String url) throws InterruptedException {
        Address address = Address.parse(new Secret(url.replace("//", "//user:" + MARK + "@")));
        Optional<Event.Problem> problem = Notices.test(plan(address), Events.PLACE, means);
        int before = log.lines().size();
        try (Notices notices = Notices.open(plan(address), Events.PLACE, means, LONG)) {
            notices.hear(completed());
        }
        return List.of(
                problem.map(Event.Problem::message).orElse("taken"),
                String.join("\n", log.lines().subList(before, log.lines().size())),
                address.toString());
    }
}
