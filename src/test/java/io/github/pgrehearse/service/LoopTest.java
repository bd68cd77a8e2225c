package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.OutageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// When work is done, by a clock that nobody waits for.
final class LoopTest {

    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");
    private final RecordingLog log = new RecordingLog();
    private final RecordingListener listener = new RecordingListener();
    private boolean stopping;
    private final Scene scene =
            new Scene(
                    time,
                    time,
                    listener,
                    new Pulse(System::nanoTime),
                    log,
                    () -> stopping || time.ended());
    private final ObjectStore store = new MemoryStore(time);
    private final List<String> runs = new ArrayList<>();
    private Runnable doing = () -> {};
    private Optional<Duration> retry = Optional.empty();
    private Duration lookAgain = Duration.ofHours(1);
    private Schedule schedule = Schedule.every(Duration.ofHours(1));

    /// Notes when it is done.
    private final class NotingWork implements Work {

        @Override
        public String called() {
            return "backup";
        }

        @Override
        public Event.Work kind() {
            return Event.Work.BACKUP;
        }

        @Override
        public Schedule schedule() {
            return schedule;
        }

        @Override
        public Optional<Instant> last(List<CatalogEntry> entries) {
            return entries.stream().findFirst().map(entry -> entry.name().began());
        }

        @Override
        public Optional<Duration> retry() {
            return retry;
        }

        @Override
        public Duration lookAgain() {
            return lookAgain;
        }

        @Override
        public void run() {
            runs.add(time.instant().toString());
            doing.run();
        }

        @Override
        public void brokeOff(Event.Problem bug) {
            listener.hear(new Event.BackupFailed(time.instant(), Duration.ZERO, bug));
        }
    }

    private void runUntil(String end) {
        runUntil(store, end);
    }

    private void runUntil(ObjectStore seen, String end) {
        time.endAt(end);
        Loop loop =
                new Loop(
                        new NotingWork(),
                        new Lookout(
                                new Catalog(seen, "backups"), new WrongClock(scene.log()), scene),
                        scene);
        assertThatThrownBy(loop::run).isInstanceOf(InterruptedException.class);
    }

    private void storeBackup(String began) {
        Catalog catalog = new Catalog(store, "backups");
        BackupName name = new BackupName(Instant.parse(began));
        try {
            catalog.publish(Manifests.of(name, "app"));
            try (ObjectWriter dump = store.create(catalog.dumpKey(name, ".sql.gz"), 0)) {
                dump.commit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isDueAtOnceWhereThereIsNothing() {
        runUntil("2024-02-07T17:00:00Z");

        assertThat(runs)
                .containsExactly(
                        "2024-02-07T14:30:22Z", "2024-02-07T15:30:22Z", "2024-02-07T16:30:22Z");
        assertThat(log.lines())
                .containsExactly(
                        "INFO Next backup in 3600s",
                        "INFO Next backup in 3600s",
                        "INFO Next backup in 3600s");
        assertThat(listener.all(Event.Due.class))
                .extracting(Event.Due::next)
                .map(Instant::toString)
                .containsExactly(
                        "2024-02-07T15:30:22Z", "2024-02-07T16:30:22Z", "2024-02-07T17:30:22Z");
    }

    /// Who was at it may have been ended in the middle of it.
    @Test
    void isTriedAgainSoonerWhereSomebodyElseWasAtIt() {
        doing =
                () ->
                        retry =
                                runs.size() < 3
                                        ? Optional.of(Duration.ofMinutes(10))
                                        : Optional.empty();

        runUntil("2024-02-07T16:00:00Z");

        assertThat(runs)
                .containsExactly(
                        "2024-02-07T14:30:22Z",
                        "2024-02-07T14:40:22Z",
                        "2024-02-07T14:50:22Z",
                        "2024-02-07T15:50:22Z");
        assertThat(log.lines()).startsWith("INFO Next backup in 600s");
    }

    @Test
    void aRestartNeitherRepeatsNorSkips() {
        storeBackup("2024-02-07T14:00:00Z");

        runUntil("2024-02-07T15:30:00Z");

        assertThat(runs).containsExactly("2024-02-07T15:00:00Z");
        assertThat(log.lines()).startsWith("INFO Next backup in 1778s");
    }

    @Test
    void whatWasMissedIsDoneOnce() {
        storeBackup("2024-02-01T14:00:00Z");

        runUntil("2024-02-07T15:30:00Z");

        assertThat(runs).containsExactly("2024-02-07T14:30:22Z");
    }

    @Test
    void theTimesOfACalendarAreMissedAndDoneOnceToo() {
        schedule = Schedule.cron("0 3 * * *");
        storeBackup("2024-02-05T03:00:00Z");

        runUntil("2024-02-09T04:00:00Z");

        assertThat(runs)
                .containsExactly(
                        "2024-02-07T14:30:22Z", "2024-02-08T03:00:00Z", "2024-02-09T03:00:00Z");
    }

    /// The specification counts the interval from the end.
    @Test
    void workThatTakesLongerThanItsIntervalDoesNotPileUp() {
        doing = () -> time.pass(Duration.ofMinutes(150));

        runUntil("2024-02-07T21:00:00Z");

        assertThat(runs).containsExactly("2024-02-07T14:30:22Z", "2024-02-07T18:00:22Z");
        assertThat(log.lines()).containsOnly("INFO Next backup in 3600s");
    }

    @Test
    void aCalendarsTimesThatPassDuringTheWorkAreNotDoneLater() {
        schedule = Schedule.cron("@hourly");
        doing = () -> time.pass(Duration.ofMinutes(150));

        runUntil("2024-02-07T19:00:00Z");

        assertThat(runs).containsExactly("2024-02-07T14:30:22Z", "2024-02-07T18:00:00Z");
    }

    @Test
    void aBugIsToldWithItsTraceAndTheLoopGoesOn() {
        doing =
                () -> {
                    throw new IllegalStateException("planted");
                };

        runUntil("2024-02-07T16:00:00Z");

        assertThat(runs).hasSize(2);
        assertThat(log.lines())
                .startsWith(
                        "ERROR This is a bug in pgrehearse, please report it",
                        "INFO Next backup in 3600s");
        assertThat(listener.all(Event.BackupFailed.class))
                .hasSize(2)
                .allSatisfy(failed -> assertThat(failed.problem().message()).contains("planted"));
    }

    @Test
    void evenOneThatIsAnErrorOfTheMachine() {
        doing =
                () -> {
                    throw new StackOverflowError();
                };

        runUntil("2024-02-07T16:00:00Z");

        assertThat(runs).hasSize(2);
    }

    @Test
    void whatFailsBecauseTheProcessIsToldToEndIsNoBug() {
        doing =
                () -> {
                    stopping = true;
                    throw new IllegalStateException("of the interruption");
                };

        runUntil("2024-02-08T00:00:00Z");

        assertThat(runs).hasSize(1);
        assertThat(log.lines()).isEmpty();
    }

    /// As from a limit of time that comes a moment too late.
    @Test
    void anInterruptionThatIsMeantForNobodyDoesNotEndIt() {
        doing = () -> Thread.currentThread().interrupt();

        runUntil("2024-02-07T16:00:00Z");

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(runs).containsExactly("2024-02-07T14:30:22Z", "2024-02-07T15:30:22Z");
        assertThat(log.lines()).containsOnly("INFO Next backup in 3600s");
    }

    @Test
    void whatAnotherProcessDoesMeanwhileIsNotDoneAgain() {
        storeBackup("2024-02-07T14:00:00Z");
        time.at("2024-02-07T14:59:58Z", () -> storeBackup("2024-02-07T14:59:58Z"));

        runUntil("2024-02-07T16:00:00Z");

        assertThat(runs).containsExactly("2024-02-07T15:59:58Z");
    }

    @Test
    void aStoreThatCannotBeSeenIntoIsNoReasonToWait() {
        runUntil(new OutageStore(store, 1, true), "2024-02-07T16:00:00Z");

        assertThat(runs).containsExactly("2024-02-07T14:30:22Z", "2024-02-07T15:30:22Z");
        assertThat(log.lines())
                .filteredOn(line -> !line.startsWith("DEBUG "))
                .containsOnly("INFO Next backup in 3600s");
    }

    @Test
    void aClockThatJumpsForwardsHasTheWorkDoneOnce() {
        time.at("2024-02-07T14:40:00Z", () -> time.set("2024-02-17T00:00:00Z"));

        runUntil("2024-02-17T01:30:00Z");

        assertThat(runs)
                .containsExactly(
                        "2024-02-07T14:30:22Z", "2024-02-17T00:00:00Z", "2024-02-17T01:00:00Z");
    }

    @Test
    void aClockThatIsSetBackHasNobodyWaitForEver() {
        time.at(
                "2024-02-07T14:40:00Z",
                () -> {
                    time.set("2014-02-07T00:00:00Z");
                    time.endAt("2014-02-07T02:30:00Z");
                });

        runUntil("2024-02-08T00:00:00Z");

        assertThat(runs)
                .containsExactly(
                        "2024-02-07T14:30:22Z", "2014-02-07T01:00:00Z", "2014-02-07T02:00:00Z");
    }

    /// Or its clock was wrong when it made them.
    @Test
    void backupsOfTheFutureTellNothing() {
        storeBackup("2034-02-07T14:00:00Z");

        runUntil("2024-02-07T16:00:00Z");

        assertThat(runs).containsExactly("2024-02-07T14:30:22Z", "2024-02-07T15:30:22Z");
    }

    @Test
    void theClockOfAnotherMachineMayBeALittleFast() {
        storeBackup("2024-02-07T14:31:00Z");

        runUntil("2024-02-07T16:00:00Z");

        assertThat(runs).containsExactly("2024-02-07T15:31:00Z");
    }

    @Test
    void waitsInStepsAndLooksIntoTheStoreEachHour() {
        schedule = Schedule.every(Duration.ofDays(1));

        runUntil("2024-02-08T14:00:00Z");

        assertThat(time.waited().dividedBy(time.waits())).isLessThanOrEqualTo(Loop.STEP);
        assertThat(listener.all(Event.CatalogSeen.class)).hasSize(25);
        assertThat(listener.all(Event.Due.class)).hasSize(1);
    }

    @Test
    void looksAsOftenAsTheWorkWants() {
        lookAgain = Duration.ofMinutes(1);

        runUntil("2024-02-07T14:40:32Z");

        assertThat(runs).hasSize(1);
        assertThat(listener.all(Event.CatalogSeen.class)).hasSize(12);
    }

    @Test
    void tellsWhatThereIs() {
        storeBackup("2024-02-07T14:00:00Z");

        runUntil("2024-02-07T14:40:00Z");

        assertThat(listener.all(Event.CatalogSeen.class))
                .containsExactly(
                        new Event.CatalogSeen(
                                Instant.parse("2024-02-07T14:30:22Z"),
                                1,
                                0,
                                Optional.of(new BackupName(Instant.parse("2024-02-07T14:00:00Z"))),
                                Optional.empty()));
    }

    @Test
    void aThousandRoundsAreAThousandRounds() {
        schedule = Schedule.every(Duration.ofSeconds(1));

        runUntil("2024-02-07T14:47:02Z");

        assertThat(runs).hasSize(1000);
    }
}
