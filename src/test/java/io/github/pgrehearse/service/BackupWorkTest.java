package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of one round of backups.
final class BackupWorkTest {

    private static final Manifest MANIFEST =
            Manifests.of(new BackupName(Instant.parse("2024-02-07T14:30:22Z")), "app");
    private final Failure.Busy busy =
            new Failure.Busy("Another backup of this database is running [x]", "Wait for its end.");
    private final Failure.Store refused =
            new Failure.Store(Failure.Store.Kind.DENIED, "Access Denied [x]", "Check keys.", null);

    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");
    private final RecordingLog log = new RecordingLog();
    private final RecordingListener listener = new RecordingListener();
    private final Round round = new Round();
    private boolean stopping;
    private final BackupWork work =
            new BackupWork(
                    new Service.Taking(
                            Schedule.every(Duration.ofHours(1)), Duration.ofHours(2), round),
                    new OwnBackups(round::owner, _ -> Optional.empty()),
                    new Scene(
                            time,
                            time,
                            listener,
                            new Pulse(System::nanoTime),
                            log,
                            () -> stopping));

    /// A round that goes as it is told to.
    private final class Round implements Backups {

        private Optional<IOException> taking = Optional.empty();
        private Optional<IOException> comparing = Optional.empty();
        private Optional<IOException> pruning = Optional.empty();
        private boolean bug;
        private List<String> departures = List.of();
        private final List<Owner> pruned = new ArrayList<>();

        @Override
        public Manifest take() throws IOException {
            time.pass(Duration.ofSeconds(113));
            fail(taking);
            return MANIFEST;
        }

        @Override
        public List<String> departures(Manifest newest) throws IOException {
            fail(comparing);
            return departures;
        }

        @Override
        public Owner owner() {
            throw new AssertionError("the manifest tells it");
        }

        @Override
        public Pruner.Result prune(Owner ours) throws IOException {
            fail(pruning);
            if (bug) {
                throw new IllegalStateException("a bug");
            }
            pruned.add(ours);
            return new Pruner.Result(List.of(), 2, 5, 0);
        }

        private static void fail(Optional<IOException> why) throws IOException {
            if (why.isPresent()) {
                throw why.get();
            }
        }
    }

    @Test
    void isFollowedByPruningTheSameDatabasesBackups() throws Exception {
        work.run();

        assertThat(round.pruned).containsExactly(new Owner("7332412345678901234", "app"));
        Instant ended = Instant.parse("2024-02-07T14:32:15Z");
        assertThat(listener.events())
                .containsExactly(
                        new Event.BackupBegan(Instant.parse("2024-02-07T14:30:22Z")),
                        new Event.BackupCompleted(ended, MANIFEST),
                        new Event.Pruned(ended, 2, 5));
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void failsInOneLineAndPrunesNothing() throws Exception {
        round.taking = Optional.of(refused);

        work.run();

        assertThat(round.pruned).isEmpty();
        assertThat(log.lines()).containsExactly("ERROR Access Denied [x]. Check keys.");
        assertThat(listener.all(Event.BackupFailed.class))
                .containsExactly(
                        new Event.BackupFailed(
                                Instant.parse("2024-02-07T14:32:15Z"),
                                Duration.ofSeconds(113),
                                new Event.Problem("Access Denied [x]", "Check keys.")));
    }

    @Test
    void aBugBehindABackupDoesNotMakeItOneThatFailed() throws Exception {
        Event.Problem bug = new Event.Problem("This is a bug", "Report it.");
        round.bug = true;
        assertThatThrownBy(work::run).isInstanceOf(IllegalStateException.class);
        work.brokeOff(bug);

        assertThat(listener.all(Event.BackupCompleted.class)).hasSize(1);
        assertThat(listener.all(Event.BackupFailed.class)).isEmpty();
        assertThat(listener.all(Event.PruneFailed.class))
                .containsExactly(new Event.PruneFailed(time.instant(), bug));

        round.taking = Optional.of(refused);
        work.run();
        work.brokeOff(bug);
        assertThat(listener.all(Event.BackupFailed.class)).hasSize(2);
    }

    /// At the second time running, not at the first, which may have failed for what passes.
    @Test
    void thatASecondBackupIsMissingIsTold() throws Exception {
        BackupWork work = asIfAllWereOurs(Duration.ofHours(1));
        round.taking = Optional.of(refused);
        work.last(List.of(entry("backup_20240207_133000")));

        work.run();
        assertThat(listener.all(Event.BackupsStale.class)).isEmpty();

        time.pass(Duration.ofHours(1));
        work.run();
        assertThat(listener.all(Event.BackupsStale.class))
                .containsExactly(
                        new Event.BackupsStale(
                                Instant.parse("2024-02-07T15:34:08Z"),
                                BackupName.parse("backup_20240207_133000").orElseThrow(),
                                Duration.ofSeconds(7448)));
    }

    @Test
    void thatAnotherBackupRunsIsAWarningAndTheThirdTimeRunningAnError() throws Exception {
        round.taking = Optional.of(busy);
        work.run();
        work.run();
        work.run();
        work.run();
        round.taking = Optional.empty();
        work.run();
        round.taking = Optional.of(busy);
        work.run();

        String line = " Another backup of this database is running [x]. Wait for its end.";
        assertThat(log.lines())
                .containsExactly(
                        "WARNING" + line,
                        "WARNING" + line,
                        "ERROR" + line,
                        "ERROR" + line,
                        "WARNING" + line);
        assertThat(listener.all(Event.BackupSkipped.class))
                .extracting(Event.BackupSkipped::inARow)
                .containsExactly(1, 2, 3, 4, 1);
        assertThat(listener.all(Event.BackupFailed.class)).isEmpty();
    }

    /// Until the other one's backup is there, or one of ours was tried.
    @Test
    void isTriedAgainSoonWhileAnotherOneIsInTheWay() throws Exception {
        BackupWork work = asIfAllWereOurs(Duration.ofDays(1));
        CatalogEntry older = entry("backup_20240207_120000");
        work.last(List.of(older));
        round.taking = Optional.of(busy);
        work.run();
        assertThat(work.retry()).contains(Duration.ofMinutes(10));
        work.last(List.of(older));
        assertThat(work.retry()).isPresent();

        work.last(List.of(entry("backup_20240207_143000"), older));
        assertThat(work.retry()).isEmpty();

        work.run();
        round.taking = Optional.of(refused);
        work.run();
        assertThat(work.retry()).isEmpty();
    }

    /// The database does not say who it is, and so every backup may be of it.
    private BackupWork asIfAllWereOurs(Duration interval) {
        OwnBackups anybodys =
                new OwnBackups(
                        () -> {
                            throw new Failure.Database("Cannot connect to database [x]", "Wait.");
                        },
                        _ -> Optional.empty());
        return new BackupWork(
                new Service.Taking(Schedule.every(interval), Duration.ofHours(2), round),
                anybodys,
                new Scene(time, time, listener, new Pulse(System::nanoTime), log, () -> stopping));
    }

    private static CatalogEntry entry(String name) {
        ObjectKey key = new ObjectKey("backups/" + name + ".sql.gz");
        return new CatalogEntry(
                BackupName.parse(name).orElseThrow(),
                Optional.of(new StoredObject(key, 1, Instant.parse("2024-03-01T00:00:00Z"))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void aBackupThatIsNotLikeTheOthersIsTold() throws Exception {
        round.departures = List.of("one thing", "another");

        work.run();

        assertThat(listener.all(Event.AnomalyFound.class))
                .extracting(Event.AnomalyFound::departures)
                .containsExactly(List.of("one thing", "another"));
        assertThat(round.pruned).hasSize(1);
    }

    @Test
    void whatGoesWrongAfterwardsDoesNotMakeTheBackupFailed() throws Exception {
        round.comparing = Optional.of(refused);
        round.pruning = Optional.of(refused);

        work.run();

        assertThat(log.lines())
                .containsExactly(
                        "WARNING Cannot compare the backup with those before it [Access Denied [x]]. Check keys.",
                        "WARNING Cannot delete old backups [Access Denied [x]]. Check keys.");
        assertThat(listener.all(Event.BackupCompleted.class)).hasSize(1);
        assertThat(listener.all(Event.PruneFailed.class)).hasSize(1);
        assertThat(listener.all(Event.BackupFailed.class)).isEmpty();
    }

    @Test
    void thatTheProcessIsToldToEndIsNoFailure() {
        stopping = true;
        round.taking = Optional.of(new InterruptedIOException("told"));

        assertThatThrownBy(work::run).isInstanceOf(InterruptedException.class);

        assertThat(listener.all(Event.BackupFailed.class)).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    /// The programs that it had started were ended too.
    @Test
    void whatFailsThenFailsOfThat() {
        stopping = true;
        round.taking = Optional.of(new Failure.Database("pg_dump failed [x]", "See its log."));

        assertThatThrownBy(work::run).isInstanceOf(InterruptedException.class);

        assertThat(listener.all(Event.BackupFailed.class)).isEmpty();
        assertThat(log.lines()).isEmpty();
    }
}
