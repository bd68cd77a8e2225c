package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReports;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Both loops together, on their threads.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServiceTest {

    private static final Schedule HOURLY = Schedule.every(Duration.ofHours(1));
    private static final Duration LIMIT = Duration.ofHours(2);

    private final Clock clock = Clock.systemUTC();
    private final ObjectStore store = new MemoryStore(clock);
    private final Catalog catalog = new Catalog(store, "backups");
    private final RecordingLog log = new RecordingLog();
    private final RecordingListener listener = new RecordingListener();
    private final CountDownLatch backupMayEnd = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private Optional<Failure> failing = Optional.empty();
    private final Backups backups =
            new Backups() {
                @Override
                public Manifest take() throws IOException {
                    await(backupMayEnd);
                    if (failing.isPresent()) {
                        throw failing.get();
                    }
                    return store();
                }

                @Override
                public List<String> departures(Manifest newest) {
                    return List.of();
                }

                @Override
                public Owner owner() {
                    return new Owner("7332412345678901234", "app");
                }

                @Override
                public Pruner.Result prune(Owner ours) {
                    return new Pruner.Result(List.of(), 0, 1, 0);
                }
            };
    private final Drills drills =
            () -> {
                DrillReport report = DrillReports.of(List.of(DrillReports.HELD), false, List.of());
                return new Outcome(
                        report.verdict(),
                        false,
                        Optional.of(report),
                        Optional.empty(),
                        Optional.empty());
            };

    private static void await(CountDownLatch latch) throws InterruptedIOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException("told to end");
        }
    }

    private Manifest store() throws IOException {
        Manifest manifest = Manifests.of(new BackupName(clock.instant()), "app");
        try (ObjectWriter dump = store.create(catalog.dumpKey(manifest.name(), ".sql.gz"), 0)) {
            dump.commit();
        }
        catalog.publish(manifest);
        return manifest;
    }

    private Thread start(boolean taking, boolean rehearsing) {
        Service service =
                new Service(
                        taking
                                ? Optional.of(new Service.Taking(HOURLY, LIMIT, backups))
                                : Optional.empty(),
                        rehearsing
                                ? Optional.of(new Service.Rehearsing(HOURLY, LIMIT, drills))
                                : Optional.empty(),
                        catalog,
                        new Scene(
                                clock,
                                Thread::sleep,
                                listener,
                                new Pulse(System::nanoTime),
                                log,
                                stopping::get));
        return Thread.ofPlatform().start(() -> service.run(() -> {}));
    }

    private void end(Thread service) throws InterruptedException {
        stopping.set(true);
        service.interrupt();
        service.join();
    }

    private void awaitDue(int many) throws InterruptedException {
        Eventually.holds("what is due next", () -> listener.all(Event.Due.class).size() == many);
    }

    @Test
    void theFirstDrillWaitsForTheFirstBackup() throws Exception {
        Thread service = start(true, true);
        Eventually.holds("a backup", () -> !listener.all(Event.BackupBegan.class).isEmpty());
        Eventually.holds("both looked", () -> listener.all(Event.CatalogSeen.class).size() == 2);
        assertThat(listener.all(Event.DrillBegan.class)).isEmpty();

        backupMayEnd.countDown();
        awaitDue(2);
        end(service);

        assertThat(listener.events())
                .filteredOn(event -> !(event instanceof Event.CatalogSeen))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly(
                        "BackupBegan",
                        "BackupCompleted",
                        "Pruned",
                        "Due",
                        "DrillBegan",
                        "DrillEnded",
                        "Due");
        assertThat(log.lines())
                .containsExactly(
                        "INFO Next backup in 3600s",
                        "INFO Next drill in 3600s",
                        "INFO Stopping",
                        "INFO Stopped");
    }

    @Test
    void thereIsNothingToRehearseAfterABackupThatFailed() throws Exception {
        failing = Optional.of(new Failure.Database("Cannot connect to database [x]", "Start it."));
        backupMayEnd.countDown();

        Thread service = start(true, true);
        awaitDue(1);
        end(service);

        assertThat(listener.all(Event.DrillBegan.class)).isEmpty();
        assertThat(listener.all(Event.BackupFailed.class)).hasSize(1);
    }

    @Test
    void drillsAloneWaitForNobody() throws Exception {
        Thread service = start(false, true);
        awaitDue(1);
        end(service);

        assertThat(listener.all(Event.DrillEnded.class)).hasSize(1);
        assertThat(log.lines())
                .containsExactly("INFO Next drill in 3600s", "INFO Stopping", "INFO Stopped");
    }

    @Test
    void aRestartRepeatsNothing() throws Exception {
        store();
        Thread service = start(true, false);
        awaitDue(1);
        end(service);

        assertThat(listener.all(Event.BackupBegan.class)).isEmpty();
    }

    @Test
    void toldToEndItCancelsWhatRuns() throws Exception {
        Thread service = start(true, true);
        Eventually.holds("a backup", () -> !listener.all(Event.BackupBegan.class).isEmpty());
        end(service);

        assertThat(listener.all(Event.BackupFailed.class)).isEmpty();
        assertThat(log.lines()).containsExactly("INFO Stopping", "INFO Stopped");
    }
}
