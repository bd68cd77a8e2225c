package io.github.pgrehearse.restore;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// A backup in memory, of what a test says it holds.
record MemoryBackup(MemoryStore store, CatalogEntry entry) {

    static MemoryBackup of(String dump) throws IOException {
        MemoryStore store = new MemoryStore(Clock.systemUTC());
        put(store, ".sql", dump);
        return new MemoryBackup(store, new Catalog(store, "backups").list().getFirst());
    }

    MemoryBackup withGlobals(String globals) throws IOException {
        put(store, ".globals.sql", globals);
        return new MemoryBackup(store, new Catalog(store, "backups").list().getFirst());
    }

    private static void put(MemoryStore store, String suffix, String text) throws IOException {
        ObjectKey key = new ObjectKey("backups/backup_20240207_143022" + suffix);
        store.put(key, text.getBytes(StandardCharsets.UTF_8));
    }
}
