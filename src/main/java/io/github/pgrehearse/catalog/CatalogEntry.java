package io.github.pgrehearse.catalog;

import io.github.pgrehearse.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// One backup as the listing of its store tells of it, without reading any object.
///
/// @param reports the drills of this backup, newest first
public record CatalogEntry(
        BackupName name,
        Optional<StoredObject> dump,
        Optional<StoredObject> globals,
        Optional<StoredObject> manifest,
        Optional<StoredObject> marker,
        List<Report> reports) {

    /// By how much clocks may differ without being wrong.
    public static final Duration CLOCKS_APART = Duration.ofMinutes(5);

    /// The report of one drill, and what its name says.
    public record Report(Instant began, Verdict verdict, StoredObject object) {

        /// Whether a clock was wrong when it was named: it tells nothing of when it was.
        public boolean isFromTheFuture(Instant now) {
            return began.isAfter(now.plus(CLOCKS_APART));
        }
    }

    /// How much of a backup is there.
    public enum State {
        /// Dump and manifest: one of ours, whole.
        WHOLE,
        /// A dump without a manifest, as other tools leave it.
        NO_MANIFEST,
        /// A manifest whose dump is gone.
        NO_DUMP,
        /// What a backup that was cut short, or a deletion, has left: no backup.
        UNFINISHED
    }

    public CatalogEntry {
        reports = reports.stream().sorted(Comparator.comparing(Report::began).reversed()).toList();
    }

    /// A dump alone may be one of another tool, or one of ours whose manifest was lost: only the
    /// marker tells that it was never finished.
    public State state() {
        if (manifest.isPresent()) {
            return dump.isPresent() ? State.WHOLE : State.NO_DUMP;
        }
        return dump.isPresent() && marker.isEmpty() ? State.NO_MANIFEST : State.UNFINISHED;
    }

    /// Whether there is a dump, and it was finished.
    public boolean isBackup() {
        return switch (state()) {
            case WHOLE, NO_MANIFEST -> true;
            case NO_DUMP, UNFINISHED -> false;
        };
    }

    /// Whether a clock was wrong when it was named. Such a one is there for whoever gives its name,
    /// is chosen by nothing else, is no reason for anything, and is never deleted by itself.
    ///
    /// By our clock, or by the store's, which cannot have taken a dump before its backup began: a
    /// clock that runs ahead must not make all that is there look old.
    public boolean isFromTheFuture(Instant now) {
        Instant latest = name.began().minus(CLOCKS_APART);
        return latest.isAfter(now)
                || dump.filter(stored -> latest.isAfter(stored.modified())).isPresent();
    }

    /// The size of the dump as stored, in bytes.
    public long size() {
        return dump.map(StoredObject::size).orElse(0L);
    }

    /// When a drill last proved this backup.
    public Optional<Instant> proven() {
        return reports.stream()
                .filter(report -> report.verdict() == Verdict.PROVEN)
                .map(Report::began)
                .findFirst();
    }
}
