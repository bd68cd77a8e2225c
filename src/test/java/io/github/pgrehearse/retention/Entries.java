package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.CatalogEntry.Report;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Backups as a listing tells of them, without a store.
final class Entries {

    private Entries() {}

    /// One that began then, drilled with these verdicts, the first of which is the oldest.
    static CatalogEntry whole(Instant began, Verdict... verdicts) {
        BackupName name = new BackupName(began);
        List<Report> reports =
                Stream.iterate(0, i -> i < verdicts.length, i -> i + 1)
                        .map(i -> report(name, verdicts[i], i + 1))
                        .toList();
        return new CatalogEntry(
                name,
                object(name, ".sql.gz"),
                object(name, ".globals.sql"),
                object(name, ".manifest.json"),
                Optional.empty(),
                reports);
    }

    /// As other tools leave it.
    static CatalogEntry withoutManifest(Instant began) {
        BackupName name = new BackupName(began);
        return bare(name, object(name, ".sql.gz"), Optional.empty(), Optional.empty());
    }

    static CatalogEntry withoutDump(Instant began) {
        BackupName name = new BackupName(began);
        return bare(name, Optional.empty(), object(name, ".manifest.json"), Optional.empty());
    }

    static CatalogEntry unfinished(Instant began) {
        BackupName name = new BackupName(began);
        return bare(name, object(name, ".sql.gz"), Optional.empty(), object(name, ".unfinished"));
    }

    /// The report of a drill, and nothing else.
    static CatalogEntry debris(Instant began) {
        BackupName name = new BackupName(began);
        return new CatalogEntry(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(report(name, Verdict.PROVEN, 1)));
    }

    private static CatalogEntry bare(
            BackupName name,
            Optional<StoredObject> dump,
            Optional<StoredObject> manifest,
            Optional<StoredObject> marker) {
        return new CatalogEntry(name, dump, Optional.empty(), manifest, marker, List.of());
    }

    private static Report report(BackupName name, Verdict verdict, int hoursLater) {
        Instant began = name.began().plus(Duration.ofHours(hoursLater));
        return new Report(began, verdict, object(name, ".drill.json").orElseThrow());
    }

    private static Optional<StoredObject> object(BackupName name, String suffix) {
        return Optional.of(new StoredObject(new ObjectKey(name + suffix), 1000, name.began()));
    }
}
