package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReports;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What becomes of one round of drills.
final class DrillWorkTest {

    private static final DrillReport PROVEN =
            DrillReports.of(List.of(DrillReports.HELD), false, List.of());
    private static final DrillReport DISPROVEN =
            DrillReports.of(List.of(DrillReports.FAILED), false, List.of());
    private final Failure.Store none =
            new Failure.Store(
                    Failure.Store.Kind.MISSING, "No backups found in S3 [x]", "Take one.", null);

    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");
    private final RecordingLog log = new RecordingLog();
    private final RecordingListener listener = new RecordingListener();

    private static Outcome outcome(DrillReport report) {
        return new Outcome(
                report.verdict(), false, Optional.of(report), Optional.empty(), Optional.empty());
    }

    private boolean stopping;

    private DrillWork work(Drills drills) {
        return new DrillWork(
                new Service.Rehearsing(
                        Schedule.every(Duration.ofDays(1)), Duration.ofHours(2), drills),
                () -> {},
                new Scene(time, time, listener, new Pulse(System::nanoTime), log, () -> stopping));
    }

    private static CatalogEntry backup(String began, String... drills) {
        Optional<StoredObject> object =
                Optional.of(
                        new StoredObject(
                                new ObjectKey("b/x"), 7, Instant.parse("2024-03-01T00:00:00Z")));
        return new CatalogEntry(
                new BackupName(Instant.parse(began)),
                object,
                Optional.empty(),
                object,
                Optional.empty(),
                List.of(drills).stream()
                        .map(drill ->
                                new CatalogEntry.Report(
                                        Instant.parse(drill), Verdict.UNPROVEN, object.get()))
                        .toList());
    }

    @Test
    void theLastIsTheNewestOfAnyBackup() {
        DrillWork work = work(() -> outcome(PROVEN));

        assertThat(work.last(List.of())).isEmpty();
        assertThat(work.last(List.of(backup("2024-02-07T14:00:00Z")))).isEmpty();
        assertThat(
                        work.last(
                                List.of(
                                        backup("2024-02-07T14:00:00Z"),
                                        backup(
                                                "2024-02-05T14:00:00Z",
                                                "2024-02-05T15:00:00Z",
                                                "2024-02-07T13:00:00Z"),
                                        backup("2024-02-04T14:00:00Z", "2024-02-06T14:00:00Z"))))
                .contains(Instant.parse("2024-02-07T13:00:00Z"));
    }

    /// A service that verifies may be started before the one that backs up is done.
    @Test
    void theFirstBackupIsRehearsedAsSoonAsItIsSeen() throws Exception {
        DrillWork work =
                work(() -> {
                    throw none;
                });
        work.last(List.of());

        work.run();

        assertThat(work.retry()).isEmpty();
        assertThat(work.lookAgain()).isEqualTo(DrillWork.LOOK_FOR_THE_FIRST);
        work.last(List.of(backup("2024-02-07T14:31:00Z")));
        assertThat(work.retry()).contains(Duration.ZERO);
        assertThat(work.lookAgain()).isEqualTo(Duration.ofHours(1));

        work.run();

        assertThat(work.retry()).isEmpty();
    }

    /// In one process a drill waits for the backup that is being taken.
    @Test
    void whatWasRehearsedUnseenIsNotRehearsedAgain() throws Exception {
        DrillWork work = work(() -> outcome(PROVEN));
        work.last(List.of());

        work.run();

        work.last(List.of(backup("2024-02-07T14:31:00Z", "2024-02-07T14:31:10Z")));
        assertThat(work.retry()).isEmpty();
    }

    @Test
    void tellsHowItEnded() throws Exception {
        work(() -> outcome(PROVEN)).run();

        assertThat(listener.events())
                .containsExactly(
                        new Event.DrillBegan(time.instant()),
                        new Event.DrillEnded(
                                time.instant(),
                                Verdict.PROVEN,
                                Optional.of(PROVEN),
                                Optional.empty()));
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void tellsWhatDisprovesABackup() throws Exception {
        work(() -> outcome(DISPROVEN)).run();

        Event.DrillEnded ended = listener.all(Event.DrillEnded.class).getFirst();
        assertThat(ended.verdict()).isEqualTo(Verdict.DISPROVEN);
        assertThat(ended.problem().orElseThrow().message())
                .startsWith("Restore failed [backup_")
                .contains(" is disproven: ");
    }

    @Test
    void tellsWhatKeptItFromBeingCarriedOut() throws Exception {
        work(() ->
                        new Outcome(
                                Verdict.UNPROVEN,
                                false,
                                Optional.empty(),
                                Optional.of(none),
                                Optional.empty()))
                .run();

        assertThat(listener.all(Event.DrillEnded.class))
                .containsExactly(
                        new Event.DrillEnded(
                                time.instant(),
                                Verdict.UNPROVEN,
                                Optional.empty(),
                                Optional.of(
                                        new Event.Problem(
                                                "No backups found in S3 [x]", "Take one."))));
    }

    @Test
    void aStoreThatFailsBesideTheDrillIsToldToo() throws Exception {
        work(
                        () -> {
                            throw none;
                        })
                .run();

        assertThat(log.lines()).containsExactly("ERROR No backups found in S3 [x]. Take one.");
        assertThat(listener.all(Event.DrillEnded.class)).hasSize(1);
    }

    @Test
    void tellsThatBackupsHaveStopped() throws Exception {
        DrillWork work =
                work(() ->
                        new Outcome(
                                Verdict.PROVEN,
                                true,
                                Optional.of(PROVEN),
                                Optional.empty(),
                                Optional.empty()));
        work.last(List.of(backup("2024-02-06T14:30:22Z")));

        work.run();

        assertThat(listener.all(Event.BackupsStale.class))
                .containsExactly(
                        new Event.BackupsStale(
                                time.instant(),
                                new BackupName(Instant.parse("2024-02-06T14:30:22Z")),
                                Duration.ofDays(1)));
    }

    @Test
    void thatTheProcessIsToldToEndIsNoOutcome() {
        stopping = true;
        DrillWork work =
                work(() -> {
                    throw new InterruptedIOException("told");
                });

        assertThatThrownBy(work::run).isInstanceOf(InterruptedException.class);

        assertThat(listener.all(Event.DrillEnded.class)).isEmpty();
    }
}
