package io.github.pgrehearse.catalog;

import io.github.pgrehearse.storage.StoredObject;
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

    /// The report of one drill, and what its name says.
    public record Report(Instant began, Verdict verdict, StoredObject object) {}

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
