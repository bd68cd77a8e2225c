package io.github.pgrehearse.event;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something that happened in the service. The log tells it too, in its own words.
public sealed interface Event {

    /// When it happened.
    Instant at();

    /// What the service does again and again.
    enum Work {
        BACKUP,
        DRILL
    }

    /// What went wrong, and what to do about it, as the log has it; without secrets.
    record Problem(String message, String hint) {}

    /// The work will be done then, if nothing comes between.
    record Due(Instant at, Work work, Instant next) implements Event {}

    /// The store was looked into.
    ///
    /// @param backups how many there are, of `bytes` as stored
    /// @param lastProof when the drill began that was the last to prove a backup
    record CatalogSeen(
            Instant at,
            int backups,
            long bytes,
            Optional<BackupName> newest,
            Optional<Instant> lastProof)
            implements Event {}

    record BackupBegan(Instant at) implements Event {}

    record BackupCompleted(Instant at, Manifest manifest) implements Event {}

    record BackupFailed(Instant at, Duration took, Problem problem) implements Event {}

    /// Another backup of the database was running.
    ///
    /// @param inARow how many times running that has been so
    record BackupSkipped(Instant at, Problem problem, int inARow) implements Event {}

    /// A backup departs from those before it.
    ///
    /// @param departures a sentence each; there is one at least
    record AnomalyFound(Instant at, BackupName backup, List<String> departures) implements Event {

        public AnomalyFound {
            departures = List.copyOf(departures);
        }
    }

    /// Retention was carried out.
    record Pruned(Instant at, int deleted, int kept) implements Event {}

    record PruneFailed(Instant at, Problem problem) implements Event {}

    record DrillBegan(Instant at) implements Event {}

    /// A backup was rehearsed, or could not be.
    ///
    /// @param report none where there was no backup to rehearse
    /// @param problem what kept the drill from being carried out, or disproves the backup
    record DrillEnded(
            Instant at, Verdict verdict, Optional<DrillReport> report, Optional<Problem> problem)
            implements Event {}

    /// Backups have stopped: the newest is older than it may be.
    record BackupsStale(Instant at, BackupName newest, Duration age) implements Event {}
}
