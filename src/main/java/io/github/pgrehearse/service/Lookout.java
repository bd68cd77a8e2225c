package io.github.pgrehearse.service;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.event.Event;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Looks into the catalog, and tells those who listen what is there.
///
/// @param wrongClock tells of backups that are named in the future
record Lookout(Catalog catalog, WrongClock wrongClock, Scene scene) {

    /// All that the catalog lists, newest first.
    List<CatalogEntry> look() throws IOException {
        List<CatalogEntry> entries = catalog.list();
        Instant now = scene.now();
        wrongClock.tell(entries, now);
        List<CatalogEntry> backups =
                entries.stream()
                        .filter(CatalogEntry::isBackup)
                        .filter(backup -> !backup.isFromTheFuture(now))
                        .toList();
        Optional<BackupName> newest = backups.stream().findFirst().map(CatalogEntry::name);
        Optional<Instant> lastProof =
                backups.stream()
                        .flatMap(backup -> backup.proven().stream())
                        .filter(proven -> !proven.isAfter(now.plus(CatalogEntry.CLOCKS_APART)))
                        .max(Comparator.naturalOrder());
        long bytes = backups.stream().mapToLong(CatalogEntry::size).sum();
        scene.tell(new Event.CatalogSeen(scene.now(), backups.size(), bytes, newest, lastProof));
        return entries;
    }
}
