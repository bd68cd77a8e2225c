package io.github.pgrehearse.notify;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.catalog.DrillReports;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Events to hear of.
final class Events {

    static final Instant AT = Instant.parse("2024-02-08T02:00:07.5Z");
    static final Place PLACE = new Place("db:5432/app", "s3://bucket/postgres-backups");

    static final Problem PROBLEM =
            new Problem(
                    "Cannot connect to database [db:5432/app: Connection refused]",
                    "Check that the server is up.");

    private Events() {}

    static Event completed(Instant at) {
        return new Event.BackupCompleted(at, Manifests.of(Manifests.NAME, "app"));
    }

    static Event failed(Instant at) {
        return new Event.BackupFailed(at, Duration.ofMillis(1_234), PROBLEM);
    }

    static Event skipped(Instant at, int inARow) {
        return new Event.BackupSkipped(
                at,
                new Problem("Another backup of this database is running [pid 7]", "Wait."),
                inARow);
    }

    static Event stale(Instant at) {
        return new Event.BackupsStale(at, Manifests.NAME, Duration.ofHours(50));
    }

    static Event seen(Instant at, Instant newest) {
        return new Event.CatalogSeen(
                at, 3, 1_000, Optional.of(new BackupName(newest)), Optional.empty());
    }

    static Event anomaly(Instant at) {
        return new Event.AnomalyFound(
                at, Manifests.NAME, List.of("Table public.t is empty", "Size is 20 % of usual"));
    }

    static Event disproven(Instant at) {
        return new Event.DrillEnded(
                at,
                Verdict.DISPROVEN,
                Optional.of(DrillReports.full()),
                Optional.of(
                        new Problem(
                                "Restore failed [backup_20240207_143022 is disproven]",
                                "Keep older backups, and take another one now.")));
    }

    static Event unproven(Instant at) {
        return new Event.DrillEnded(at, Verdict.UNPROVEN, Optional.empty(), Optional.of(PROBLEM));
    }

    static Event proven(Instant at) {
        DrillReport report =
                DrillReports.of(
                        List.of(
                                new Check(
                                        DrillReport.RESTORE,
                                        DrillReport.Answer.HELD,
                                        "psql ran every statement",
                                        List.of(),
                                        0)),
                        false,
                        List.of());
        return new Event.DrillEnded(at, Verdict.PROVEN, Optional.of(report), Optional.empty());
    }
}
