package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.schedule.Schedule;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Asks whether backups are still being taken.
///
/// @param maxAge how old the newest may be; none: as its own schedule allows
record Freshness(Catalog catalog, Optional<Duration> maxAge) {

    /// Whether the newest backup, whichever is rehearsed, is older than it may be; it is told.
    ///
    /// @param known the manifest of the backup that is rehearsed, which for the most part is that
    ///   of the newest
    boolean isStale(Findings findings, Optional<Manifest> known) throws IOException {
        Instant now = findings.began();
        CatalogEntry newest = catalog.find("latest", now);
        Duration age = Duration.between(newest.name().began(), now);
        Optional<String> rule =
                maxAge.isPresent()
                        ? maxAge.filter(most -> age.compareTo(most) > 0)
                                .map(most -> "VERIFY_MAX_AGE is %d s".formatted(most.toSeconds()))
                        : manifest(newest, known)
                                .filter(manifest -> missesTwo(manifest, now))
                                .map(manifest ->
                                        "two in a row are missing by its schedule, "
                                                + manifest.schedule());
        rule.ifPresent(broken ->
                findings.warn(
                        "The newest backup is too old [%s, %d s ago; %s]. Find out why backups have stopped."
                                .formatted(newest.name(), age.toSeconds(), broken)));
        return rule.isPresent();
    }

    /// Nothing where it says nothing of a schedule: another tool's, or one that cannot be read.
    private Optional<Manifest> manifest(CatalogEntry newest, Optional<Manifest> known)
            throws IOException {
        Optional<Manifest> same = known.filter(each -> each.name().equals(newest.name()));
        if (same.isPresent() || newest.manifest().isEmpty()) {
            return same;
        }
        try {
            return Optional.of(catalog.manifest(newest.name()));
        } catch (Failure.Corrupt unreadable) {
            return Optional.empty();
        }
    }

    /// One that is missed may have failed for what passes by itself, and the one after it takes its
    /// time.
    private static boolean missesTwo(Manifest newest, Instant now) {
        try {
            Schedule schedule = Schedule.parse(newest.schedule());
            Instant second = schedule.next(schedule.next(newest.name().began()));
            return now.isAfter(second.plus(newest.took()));
        } catch (IllegalArgumentException
                | DateTimeException
                | ArithmeticException ofAnotherVersion) {
            return false;
        }
    }
}
