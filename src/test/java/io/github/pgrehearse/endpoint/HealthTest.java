package io.github.pgrehearse.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.GoldenFile;
import io.github.pgrehearse.SettableClock;
import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.event.Events;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private static final Probe WELL = Optional::empty;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final SettableClock clock = new SettableClock(Events.AT);
    private final AtomicBoolean working = new AtomicBoolean(true);

    private Health health(Map<String, Probe> probes) {
        return new Health("1.2.3", clock, working::get, probes, LIMIT);
    }

    private static Page.Answer ask(Health health) {
        return health.health(Optional.empty());
    }

    private static String text(Page.Answer answer) {
        return answer.body();
    }

    @Test
    void whatItSaysIsAnInterface() throws IOException {
        Health health = health(Map.of("store", WELL, "database", WELL));
        Events.all().forEach(health::hear);
        clock.advance(Duration.ofMinutes(3));

        Page.Answer answer = ask(health);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        GoldenFile.require("health.json", text(answer));
    }

    @Test
    void whatIsNotKnownIsNotSaid() throws IOException {
        GoldenFile.require("health-at-start.json", text(ask(health(Map.of("store", WELL)))));
    }

    @Test
    void itSaysWhatDoesNotAnswerAndNoNames() throws IOException {
        Probe down =
                Probe.of(() -> {
                    throw new Failure.Database(
                            "Cannot connect to database [secret-host:5432/app: password"
                                    + " authentication failed for user \"postgres\"]",
                            "Check secret-host.");
                });
        Page.Answer answer = ask(health(Map.of("store", WELL, "database", down)));

        assertThat(answer.status()).isEqualTo(503);
        GoldenFile.require("health-failing.json", text(answer));
    }

    @Test
    void aProbeIsAskedAgainAfterHalfAMinute() {
        AtomicInteger asked = new AtomicInteger();
        Health health =
                health(
                        Map.of(
                                "store",
                                () ->
                                        asked.incrementAndGet() == 1
                                                ? Optional.of("Access Denied")
                                                : Optional.empty()));
        assertThat(ask(health).status()).isEqualTo(503);
        clock.advance(FRESH.minusMillis(1));
        assertThat(ask(health).status()).isEqualTo(503);
        assertThat(asked).hasValue(1);

        clock.advance(Duration.ofMillis(1));
        assertThat(ask(health).status()).isEqualTo(200);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aClockThatIsSetBackKeepsNoOldAnswer() {
        AtomicInteger asked = new AtomicInteger();
        Health health =
                health(
                        Map.of(
                                "store",
                                () -> {
                                    asked.incrementAndGet();
                                    return Optional.empty();
                                }));
        ask(health);
        clock.advance(Duration.ofHours(-1));
        ask(health);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aProbeThatHangsIsToldAsSuchAndNeverRunTwiceAtOnce() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Health health =
                health(
                        Map.of(
                                "store",
                                () -> {
                                    asked.incrementAndGet();
                                    awaitQuietly(released);
                                    return Optional.empty();
                                }));
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Page.Answer> first = callers.submit(() -> ask(health));
            for (int i = 0; i < 100; i++) {
                assertThat(text(ask(health))).contains("\"No answer within 2 s\"");
                clock.advance(FRESH);
            }
            assertThat(first.get().status()).isEqualTo(503);
            assertThat(asked).hasValue(1);

            released.countDown();
            Eventually.holds(
                    "an answer",
                    () -> {
                        clock.advance(FRESH);
                        return ask(health).status() == 200;
                    });
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBugInAProbeIsAProblem() {
        Probe broken =
                () -> {
                    throw new IllegalStateException("secret");
                };
        Page.Answer answer = ask(health(Map.of("store", broken)));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(text(answer)).contains("It cannot be asked").doesNotContain("secret");
    }

    @Test
    void backupsThatAreStaleAreToldUntilThereIsAnotherOne() {
        Health health = health(Map.of());
        health.hear(Events.seen(Optional.of(Manifests.NAME), Optional.empty()));
        health.hear(Events.stale());
        assertThat(text(ask(health))).contains("\"stale\" : true");
        // others wake people for that: what the service depends on does answer
        assertThat(ask(health).status()).isEqualTo(200);

        health.hear(Events.seen(Optional.of(new BackupName(Events.AT)), Optional.empty()));
        assertThat(text(ask(health))).contains("\"stale\" : false");
    }

    @Test
    void itIsLiveWhateverFailsUntilALoopHasDied() {
        Health health = health(Map.of("database", () -> Optional.of("Cannot connect to database")));
        health.hear(Events.backupFailed());
        assertThat(health.live(Optional.empty()).status()).isEqualTo(200);

        working.set(false);
        assertThat(health.live(Optional.empty()).status()).isEqualTo(503);
    }

    @Test
    void itIsReadyFromTheFirstThingItDidUntilItEnds() {
        Health health = health(Map.of());
        assertThat(health.ready(Optional.empty()).status()).isEqualTo(503);
        health.hear(Events.backupFailed());
        assertThat(health.ready(Optional.empty()).status()).isEqualTo(200);
        health.stop();
        assertThat(health.ready(Optional.empty()).status()).isEqualTo(503);
    }
}
