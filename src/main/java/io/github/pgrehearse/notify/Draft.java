package io.github.pgrehearse.notify;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.Ages;
import io.github.pgrehearse.notify.Notice.Kind;
import io.github.pgrehearse.notify.Notice.Status;
import io.github.pgrehearse.notify.Notice.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The words for each event, as if it happened for the first time.
final class Draft {

    private Draft() {}

    static Notice of(Event.BackupCompleted event) {
        return new Notice(
                Kind.BACKUP_COMPLETED,
                Status.SUCCESS,
                event.at(),
                Optional.of(event.manifest().name()),
                new Words("Backup completed", Figures.sentence(event.manifest()), ""),
                Figures.of(event.manifest()));
    }

    static Notice of(Event.BackupFailed event) {
        return new Notice(
                Kind.BACKUP_FAILED,
                Status.FAILURE,
                event.at(),
                Optional.empty(),
                words("Backup failed", event.problem()),
                Map.of("tookMilliseconds", event.took().toMillis()));
    }

    static Notice of(Event.BackupSkipped event) {
        return new Notice(
                Kind.BACKUP_SKIPPED,
                Status.FAILURE,
                event.at(),
                Optional.empty(),
                words("Backup skipped: another one does not come to its end", event.problem()),
                Map.of());
    }

    static Notice of(Event.AnomalyFound event) {
        return new Notice(
                Kind.BACKUP_ANOMALY,
                Status.WARNING,
                event.at(),
                Optional.of(event.backup()),
                new Words(
                        "Backup departs from those before it",
                        "The backup is whole.",
                        "See whether the database has changed in this way.",
                        event.departures()),
                Map.of());
    }

    static Notice of(Event.Pruned event) {
        return new Notice(
                Kind.PRUNED,
                Status.SUCCESS,
                event.at(),
                Optional.empty(),
                new Words(
                        "Old backups deleted",
                        "%d deleted, %d kept".formatted(event.deleted(), event.kept()),
                        ""),
                Figures.of(event));
    }

    static Notice of(Event.PruneFailed event) {
        return new Notice(
                Kind.PRUNE_FAILED,
                Status.FAILURE,
                event.at(),
                Optional.empty(),
                words("Old backups could not be deleted", event.problem()),
                Map.of());
    }

    static Notice of(Event.BackupsStale event) {
        return new Notice(
                Kind.BACKUPS_STALE,
                Status.FAILURE,
                event.at(),
                Optional.of(event.newest()),
                new Words(
                        "Backups have stopped",
                        "The newest one is %s old.".formatted(Ages.of(event.age())),
                        "See whether the service that takes them runs, and read its log."),
                Map.of("ageSeconds", event.age().toSeconds()));
    }

    static Notice of(BackupName newest, Event.CatalogSeen event) {
        return new Notice(
                Kind.BACKUPS_FRESH,
                Status.SUCCESS,
                event.at(),
                Optional.of(newest),
                new Words("Backups are taken again", "", ""),
                Map.of());
    }

    static Notice of(Event.DrillEnded event) {
        return switch (event.verdict()) {
            case PROVEN -> drill(event, Kind.DRILL_PROVEN, Status.SUCCESS, "Backup proven");
            case RESTORED ->
                    drill(
                            event,
                            Kind.DRILL_RESTORED,
                            Status.SUCCESS,
                            "Backup restored, but not all of it compared");
            case DISPROVEN ->
                    drill(
                            event,
                            Kind.DRILL_DISPROVEN,
                            Status.FAILURE,
                            "BACKUP DISPROVEN: do not count on it");
            case UNPROVEN ->
                    drill(
                            event,
                            Kind.DRILL_UNPROVEN,
                            Status.FAILURE,
                            "Backup unproven: the drill could not be carried out");
        };
    }

    private static Notice drill(Event.DrillEnded event, Kind kind, Status status, String title) {
        Optional<DrillReport> report = event.report();
        return new Notice(
                kind,
                status,
                event.at(),
                report.map(DrillReport::backup),
                new Words(
                        title,
                        event.problem()
                                .map(Event.Problem::message)
                                .or(() -> report.map(Figures::sentence))
                                .orElse(""),
                        event.problem().map(Event.Problem::hint).orElse(""),
                        report.map(Figures::differences).orElse(List.of())),
                report.map(Figures::of).orElse(Map.of("verdict", event.verdict().word())));
    }

    /// That the service can be heard.
    static Notice test(Instant at) {
        return new Notice(
                Kind.TEST,
                Status.SUCCESS,
                at,
                Optional.empty(),
                new Words(
                        "Test notice from pgrehearse",
                        "Notices arrive here when something is wrong.",
                        ""),
                Map.of());
    }

    private static Words words(String title, Event.Problem problem) {
        return new Words(title, problem.message(), problem.hint());
    }
}
