package io.github.pgrehearse.event;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.DrillReports;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.event.Event.Problem;
import io.github.pgrehearse.event.Event.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Events to hear, all of them at one instant.
public final class Events {

    /// Half a day after the backup that is told of began, and a moment after its drill did.
    public static final Instant AT = Instant.parse("2024-02-08T02:00:07Z");

    public static final Problem PROBLEM =
            new Problem(
                    "Cannot connect to database [db.secret-host:5432/app: password authentication"
                            + " failed for user \"postgres\"]",
                    "Check user and password.");

    private Events() {}

    public static Event due(Work work, Duration in) {
        return new Event.Due(AT, work, AT.plus(in));
    }

    public static Event seen(Optional<BackupName> newest, Optional<Instant> lastProof) {
        return new Event.CatalogSeen(AT, 7, 123_456, newest, lastProof);
    }

    public static Event backupCompleted() {
        return new Event.BackupCompleted(AT, Manifests.full());
    }

    public static Event backupFailed() {
        return new Event.BackupFailed(AT, Duration.ofMillis(1_500), PROBLEM);
    }

    public static Event backupSkipped() {
        return new Event.BackupSkipped(
                AT, new Problem("Another backup is running [app]", "Wait for it."), 2);
    }

    public static Event proven() {
        return new Event.DrillEnded(
                AT, Verdict.PROVEN, Optional.of(DrillReports.proven()), Optional.empty());
    }

    public static Event disproven() {
        return new Event.DrillEnded(
                AT, Verdict.DISPROVEN, Optional.of(DrillReports.full()), Optional.of(PROBLEM));
    }

    public static Event stale() {
        return new Event.BackupsStale(AT, Manifests.NAME, Duration.ofHours(5));
    }

    /// One of each kind, as a service would tell them; the last of each work went well.
    public static List<Event> all() {
        return List.of(
                seen(Optional.of(Manifests.NAME), Optional.empty()),
                due(Work.BACKUP, Duration.ofHours(1)),
                due(Work.DRILL, Duration.ofDays(1)),
                new Event.BackupBegan(AT),
                backupFailed(),
                backupSkipped(),
                stale(),
                new Event.BackupBegan(AT),
                backupCompleted(),
                new Event.AnomalyFound(AT, Manifests.NAME, List.of("Rows: 5, before 10")),
                new Event.PruneFailed(AT, new Problem("Access Denied [bucket/x]", "Allow it.")),
                new Event.Pruned(AT, 3, 7),
                new Event.DrillBegan(AT),
                disproven(),
                new Event.DrillBegan(AT),
                proven());
    }
}
