package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Asks whether backups are still being taken.
///
/// @param maxAge how old the newest may be
record Freshness(Catalog catalog, Optional<Duration> maxAge) {

    /// Says it if the newest backup, whichever is rehearsed, is older than it may be then.
    Optional<String> staleness(Instant now) throws IOException {
        if (maxAge.isEmpty()) {
            return Optional.empty();
        }
        CatalogEntry newest = catalog.find("latest");
        Duration age = Duration.between(newest.name().began(), now);
        return age.compareTo(maxAge.get()) > 0
                ? Optional.of(
                        "The newest backup is too old [%s, %d s ago; VERIFY_MAX_AGE is %d s]. Find out why backups have stopped."
                                .formatted(
                                        newest.name(), age.toSeconds(), maxAge.get().toSeconds()))
                : Optional.empty();
    }
}
