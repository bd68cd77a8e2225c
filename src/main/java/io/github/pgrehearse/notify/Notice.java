package io.github.pgrehearse.notify;

import io.github.pgrehearse.catalog.BackupName;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Something that people are told.
///
/// @param figures numbers and names for programs, by the payload's field, in order
/// @param streak how often it has failed running; where it works again, how often it had
record Notice(
        Kind kind,
        Status status,
        Instant at,
        Optional<BackupName> backup,
        Words words,
        Map<String, Object> figures,
        Optional<Streak> streak) {

    /// What it is about.
    enum Kind {
        BACKUP_COMPLETED,
        BACKUP_FAILED,
        BACKUP_SKIPPED,
        BACKUP_ANOMALY,
        BACKUPS_FRESH,
        BACKUPS_STALE,
        PRUNED,
        PRUNE_FAILED,
        DRILL_PROVEN,
        DRILL_RESTORED,
        DRILL_UNPROVEN,
        DRILL_DISPROVEN,
        TEST;

        /// As the payload has it.
        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// How it concerns the reader.
    enum Status {
        SUCCESS,
        /// It works again.
        RECOVERY,
        WARNING,
        FAILURE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What it says.
    ///
    /// @param title what happened, as a phrase
    /// @param message the particulars; may be empty, as `hint`, what to do, may be
    /// @param findings particulars, one each
    record Words(String title, String message, String hint, List<String> findings) {

        Words {
            findings = List.copyOf(findings);
        }

        Words(String title, String message, String hint) {
            this(title, message, hint, List.of());
        }
    }

    /// Failures of one sort without a success between them.
    record Streak(int failures, Instant since) {}

    Notice {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures)); // the order counts
    }

    Notice(
            Kind kind,
            Status status,
            Instant at,
            Optional<BackupName> backup,
            Words words,
            Map<String, Object> figures) {
        this(kind, status, at, backup, words, figures, Optional.empty());
    }

    Notice with(Status other, Streak its) {
        return new Notice(kind, other, at, backup, words, figures, Optional.of(its));
    }

    /// Whether it may be dropped before others: it only says that all is well.
    boolean isExpendable() {
        return status == Status.SUCCESS;
    }
}
