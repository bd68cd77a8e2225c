package io.github.pgrehearse.service;

import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Tells once a day of backups that are named in the future. Safe for several threads.
final class WrongClock {

    private static final Duration DAY = Duration.ofDays(1);

    private final System.Logger log;
    private Optional<Instant> told = Optional.empty();

    WrongClock(System.Logger log) {
        this.log = log;
    }

    synchronized void tell(List<CatalogEntry> entries, Instant now) {
        List<BackupName> future =
                entries.stream()
                        .filter(CatalogEntry::isBackup)
                        .filter(backup -> backup.isFromTheFuture(now))
                        .map(CatalogEntry::name)
                        .toList();
        if (future.isEmpty() || told.filter(then -> isWithinADay(then, now)).isPresent()) {
            return;
        }
        told = Optional.of(now);
        log.log(
                WARNING,
                "Backups are named in the future [%d, such as %s]. They are kept and count for nothing: set the clocks of this machine and of those that take backups."
                        .formatted(future.size(), future.getFirst()));
    }

    private static boolean isWithinADay(Instant then, Instant now) {
        return Duration.between(then, now).abs().compareTo(DAY) < 0;
    }
}
