package io.github.pgrehearse.catalog;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The backups that lie under one prefix of a store.
///
/// One listing tells all: names carry what there is to know. Objects that are not named as a
/// backup's are never looked at and never touched.
public final class Catalog {

    private final ObjectStore store;
    private final String prefix;

    /// @param prefix the folder of the backups, without slashes around it; empty for the store's
    ///   root
    public Catalog(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    /// The folder of the backups.
    public String prefix() {
        return prefix;
    }

    /// Every backup there is and what unfinished ones have left, newest first.
    public List<CatalogEntry> list() throws IOException {
        Map<BackupName, Found> found = new TreeMap<>(Comparator.reverseOrder());
        for (StoredObject object : store.list(prefix)) {
            String name =
                    object.key().value().substring(prefix.isEmpty() ? 0 : prefix.length() + 1);
            Companion.parse(name)
                    .ifPresent(part ->
                            found.computeIfAbsent(part.backup(), _ -> new Found())
                                    .add(part.companion(), object));
        }
        List<CatalogEntry> entries = new ArrayList<>();
        found.forEach((name, parts) -> entries.add(parts.entry(name)));
        return entries;
    }

    /// Where the dump of a backup belongs; `suffix` tells its compression, as in `.sql.gz`.
    public ObjectKey dumpKey(BackupName name, String suffix) {
        return key(name + suffix);
    }

    public ObjectKey globalsKey(BackupName name) {
        return key(name + Companion.GLOBALS_SUFFIX);
    }

    public ObjectKey manifestKey(BackupName name) {
        return key(name + Companion.MANIFEST_SUFFIX);
    }

    /// Makes the backup exist: writes its manifest.
    public void publish(Manifest manifest) throws IOException {
        try (ObjectWriter object = store.create(manifestKey(manifest.name()), 0)) {
            OutputStream buffered = new BufferedOutputStream(object, 1 << 16);
            ManifestJson.write(manifest, buffered);
            buffered.flush();
            object.commit();
        }
    }

    /// Reads the manifest of a backup.
    ///
    /// @throws Failure.Store with kind `MISSING` if it has none
    /// @throws Failure.Corrupt if it cannot be understood
    public Manifest manifest(BackupName name) throws IOException {
        ObjectKey key = manifestKey(name);
        try (InputStream in = new BufferedInputStream(store.open(key), 1 << 16)) {
            return ManifestJson.read(key.toString(), in);
        }
    }

    private ObjectKey key(String name) {
        return new ObjectKey(prefix.isEmpty() ? name : prefix + "/" + name);
    }

    /// The objects of one backup, as they turn up in the listing.
    private static final class Found {
        private Optional<StoredObject> dump = Optional.empty();
        private Optional<StoredObject> globals = Optional.empty();
        private Optional<StoredObject> manifest = Optional.empty();
        private final List<CatalogEntry.Report> reports = new ArrayList<>();

        void add(Companion companion, StoredObject object) {
            switch (companion) {
                case Companion.Dump _ -> dump = Optional.of(object);
                case Companion.Globals _ -> globals = Optional.of(object);
                case Companion.Manifest _ -> manifest = Optional.of(object);
                case Companion.Report report ->
                        reports.add(
                                new CatalogEntry.Report(report.began(), report.verdict(), object));
            }
        }

        CatalogEntry entry(BackupName name) {
            return new CatalogEntry(name, dump, globals, manifest, reports);
        }
    }
}
