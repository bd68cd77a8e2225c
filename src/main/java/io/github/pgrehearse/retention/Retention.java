package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.CatalogEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Which backups are kept. One goes when it is older than `days` and no other number keeps it; the
/// newest and the newest proven are kept whatever the numbers say.
///
/// @param days of 24 hours
/// @param last how many of the newest
/// @param daily the newest of how many days, of those on which there is a backup; `weekly`,
///   `monthly` and `yearly` alike
public record Retention(int days, int last, int daily, int weekly, int monthly, int yearly) {

    public Retention {
        if (days < 1 || last < 0 || daily < 0 || weekly < 0 || monthly < 0 || yearly < 0) {
            throw new IllegalArgumentException("a retention of less than nothing");
        }
    }

    /// Decides about each backup, newest first; the order in which they are given does not matter.
    ///
    /// What another database claims neither goes nor counts; what no claim is known of is taken for
    /// ours.
    List<Decision> decide(Collection<CatalogEntry> backups, Knowledge known, Instant now) {
        return new Deliberation(this, known, now).decide(backups);
    }

    int count(Period period) {
        return switch (period) {
            case DAY -> daily;
            case WEEK -> weekly;
            case MONTH -> monthly;
            case YEAR -> yearly;
        };
    }
}
