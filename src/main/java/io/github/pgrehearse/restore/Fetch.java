package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.proof.DumpDifferences;
import io.github.pgrehearse.proof.StoredDump;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.stream.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Fetches a backup for somebody who restores it by hand, and checks it on the way.
public final class Fetch {

    private final ObjectStore store;
    private final Catalog catalog;
    private final System.Logger log;

    /// What of a backup is wanted.
    public enum Part {
        /// The dump as `pg_dump` wrote it.
        DUMP,
        /// The dump as it lies in the store, compressed.
        DUMP_AS_STORED,
        GLOBALS,
        MANIFEST
    }

    /// @param catalog of the backups in `store`
    public Fetch(ObjectStore store, Catalog catalog, System.Logger log) {
        this.store = store;
        this.catalog = catalog;
        this.log = log;
    }

    /// Writes it to `out`, which stays open. What was written is good only if this returns.
    ///
    /// @param word what a person calls the backup, see [Catalog#find]
    /// @param now by which a backup is from the future
    /// @throws Failure.Corrupt if it is not what was written to the store
    public void run(String word, Instant now, Part part, OutputStream out) throws IOException {
        CatalogEntry backup = catalog.find(word, now);
        switch (part) {
            case DUMP, DUMP_AS_STORED -> dump(backup, part, out);
            case GLOBALS -> companion(backup, "globals", backup.globals(), out);
            case MANIFEST -> companion(backup, "manifest", backup.manifest(), out);
        }
    }

    private void dump(CatalogEntry backup, Part part, OutputStream out) throws IOException {
        Optional<Manifest> manifest =
                backup.manifest().isPresent()
                        ? Optional.of(catalog.manifest(backup.name()))
                        : Optional.empty();
        Optional<Measure> plain = Optional.empty();
        Measure stored;
        try (StoredDump dump = StoredDump.open(store, backup)) {
            if (part == Part.DUMP) {
                plain = Optional.of(dump.pour(out::write));
            } else {
                dump.pourAsStored(out::write);
            }
            stored = dump.measureAll();
        }
        out.flush();
        if (manifest.isEmpty()) {
            log.log(
                    WARNING,
                    "There is no manifest [%s]. Whether this is what was backed up is not known."
                            .formatted(backup.name()));
            return;
        }
        requireSame(backup, DumpDifferences.ofMeasures(manifest.get().dump(), stored, plain));
        log.log(
                INFO,
                "Fetched %s: %d bytes, size and SHA-256 are as its manifest says"
                        .formatted(backup.name(), plain.orElse(stored).bytes()));
    }

    private static void requireSame(CatalogEntry backup, List<String> differences)
            throws Failure.Corrupt {
        if (!differences.isEmpty()) {
            throw new Failure.Corrupt(
                    "The dump is not what was written [%s: %s]"
                            .formatted(backup.name(), String.join("; ", differences)),
                    "Fetch it once more; if it stays so, use another backup: 'pgrehearse list'.");
        }
    }

    private void companion(
            CatalogEntry backup, String what, Optional<StoredObject> object, OutputStream out)
            throws IOException {
        if (object.isEmpty()) {
            throw new Failure.Store(
                    Failure.Store.Kind.MISSING,
                    "No such part of the backup [%s has no %s]".formatted(backup.name(), what),
                    "Another tool took it, or somebody deleted that object.",
                    null);
        }
        try (InputStream in = store.open(object.get().key())) {
            in.transferTo(out);
        }
        out.flush();
        log.log(INFO, "Fetched the %s of %s".formatted(what, backup.name()));
    }
}
