package io.github.pgrehearse.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Work;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.notify.Receiver.Request;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class HeartbeatTest {

    private static final Event BEGAN = new Event.BackupBegan(Events.AT);
    private static final Event COMPLETED = Events.completed(Events.AT);
    private static final Event FAILED = Events.failed(Events.AT);

    private static final List<Event> EVENTS =
            List.of(
                    BEGAN,
                    COMPLETED,
                    BEGAN,
                    FAILED,
                    new Event.DrillBegan(Events.AT),
                    Events.proven(Events.AT),
                    Events.unproven(Events.AT),
                    Events.disproven(Events.AT),
                    Events.skipped(Events.AT, 9),
                    Events.stale(Events.AT));

    private final RecordingLog log = new RecordingLog();
    private Receiver receiver;

    HeartbeatTest() {}

    @BeforeEach
    void open() throws Exception {
        receiver = Receiver.open();
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
    }

    private Heartbeat heartbeat(Work work, Means.Sleeper sleeper) {
        Clock clock = Clock.fixed(Events.AT, ZoneOffset.UTC);
        return Heartbeat.open(
                receiver.address("/uuid?rid=1"),
                work,
                new Means(clock, sleeper, new Random(7), log),
                Duration.ofSeconds(60));
    }

    /// What is called for the events, of which those at these places are waited for.
    private List<String> calls(Work work, Set<Integer> told) throws Exception {
        List<String> calls = new ArrayList<>();
        try (Heartbeat heartbeat = heartbeat(work, _ -> {})) {
            for (int i = 0; i < EVENTS.size(); i++) {
                heartbeat.hear(EVENTS.get(i));
                if (told.contains(i)) {
                    calls.add(told(receiver.next()));
                }
            }
        }
        assertThat(receiver.more()).as("others that were called").isZero();
        assertThat(log.lines()).isEmpty();
        return calls;
    }

    private static String told(Request request) {
        return "%s %s %s".formatted(request.method(), request.target(), request.body()).strip();
    }

    @Test
    void tellsOfBackupsAndOfThoseThatAreDisproven() throws Exception {
        assertThat(calls(Work.BACKUP, Set.of(0, 1, 2, 3, 7)))
                .containsExactly(
                        "GET /uuid/start?rid=1",
                        "GET /uuid?rid=1",
                        "GET /uuid/start?rid=1",
                        "POST /uuid/fail?rid=1 Cannot connect to database [db:5432/app: Connection"
                                + " refused]",
                        "POST /uuid/fail?rid=1 backup_20240207_143022 is disproven: Restore failed"
                                + " [backup_20240207_143022 is disproven]");
    }

    @Test
    void tellsOfDrillsWhereTheServiceDoesNothingElse() throws Exception {
        assertThat(calls(Work.DRILL, Set.of(4, 5, 6, 7)))
                .containsExactly(
                        "GET /uuid/start?rid=1",
                        "GET /uuid?rid=1",
                        "POST /uuid/fail?rid=1 unproven: Cannot connect to database [db:5432/app:"
                                + " Connection refused]",
                        "POST /uuid/fail?rid=1 backup_20240207_143022 is disproven: Restore failed"
                                + " [backup_20240207_143022 is disproven]");
    }

    @Test
    void aDisproofStandsUntilADrillSucceedsWhateverBackupsDo() throws Exception {
        try (Heartbeat heartbeat = heartbeat(Work.BACKUP, _ -> {})) {
            heartbeat.hear(Events.disproven(Events.AT));
            assertThat(told(receiver.next())).startsWith("POST /uuid/fail?rid=1 backup_");
            heartbeat.hear(COMPLETED);
            heartbeat.hear(Events.unproven(Events.AT));
            heartbeat.hear(COMPLETED);
            heartbeat.hear(Events.proven(Events.AT));
            heartbeat.hear(FAILED);
            assertThat(told(receiver.next())).startsWith("POST /uuid/fail?rid=1 Cannot connect");
            heartbeat.hear(COMPLETED);
            assertThat(told(receiver.next())).isEqualTo("GET /uuid?rid=1");
        }
        assertThat(receiver.more()).isZero();
    }

    @Test
    void aStaleSuccessIsNotSentAfterANewerOutcome() throws Exception {
        CountDownLatch pausing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        receiver.then(Receiver.status(503));
        try (Heartbeat heartbeat =
                heartbeat(
                        Work.BACKUP,
                        _ -> {
                            pausing.countDown();
                            goOn.await();
                        })) {
            heartbeat.hear(COMPLETED);
            assertThat(told(receiver.next())).isEqualTo("GET /uuid?rid=1");
            pausing.await();
            heartbeat.hear(BEGAN);
            heartbeat.hear(FAILED);
            heartbeat.hear(BEGAN);
            heartbeat.hear(BEGAN);
            goOn.countDown();

            assertThat(told(receiver.next())).startsWith("POST /uuid/fail?rid=1 Cannot");
            assertThat(told(receiver.next())).isEqualTo("GET /uuid/start?rid=1");
        }
        assertThat(receiver.more()).isZero();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whatIsGivenUpIsAWarningWithoutTheUrl() throws Exception {
        receiver.then(Receiver.status(404));
        try (Heartbeat heartbeat = heartbeat(Work.BACKUP, _ -> {})) {
            heartbeat.hear(FAILED);
            receiver.next();
        }
        assertThat(log.lines())
                .containsExactly(
                        "WARNING Notice could not be delivered [HEARTBEAT_URL at %s: it answered 404]. Check the URL: the receiver may have withdrawn it."
                                .formatted(receiver.address("").shown()));
    }
}
