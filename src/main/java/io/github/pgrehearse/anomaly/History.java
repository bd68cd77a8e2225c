package io.github.pgrehearse.anomaly;

import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The backups before a new one, and what it looks like beside them.
public final class History {

    private static final int COMPARED = 10;

    /// Other databases may have most of those under a prefix.
    private static final int LOOKED_AT = 100;

    private final Catalog catalog;
    private final int percent;
    private final System.Logger log;

    /// @param percent by which a number may depart from the median; 0 to look for nothing
    public History(Catalog catalog, int percent, System.Logger log) {
        this.catalog = catalog;
        this.percent = percent;
        this.log = log;
    }

    /// In what the backup departs from the last ten of the same database, a phrase each; they are
    /// logged too.
    public List<String> departures(Manifest newest) throws IOException {
        if (percent == 0) {
            return List.of();
        }
        List<String> departures = Anomalies.of(newest, before(newest), percent);
        for (String departure : departures) {
            log.log(
                    WARNING,
                    "Backup departs from those before it [%s: %s]. Find out whether that is meant."
                            .formatted(newest.name(), departure));
        }
        return departures;
    }

    /// Newest first. One manifest at a time is in memory, and only the newest one's tables stay.
    private List<Past> before(Manifest newest) throws IOException {
        List<CatalogEntry> earlier =
                catalog.list().stream()
                        .filter(backup -> backup.state() == CatalogEntry.State.WHOLE)
                        .filter(backup -> backup.name().compareTo(newest.name()) < 0)
                        .limit(LOOKED_AT)
                        .toList();
        List<Past> before = new ArrayList<>();
        for (CatalogEntry backup : earlier) {
            if (before.size() == COMPARED) {
                break;
            }
            past(backup, newest.database())
                    .map(past -> before.isEmpty() ? past : past.withoutTables())
                    .ifPresent(before::add);
        }
        return before;
    }

    /// Nothing of a backup of another database, and of one that cannot be read.
    private Optional<Past> past(CatalogEntry backup, Manifest.Database database)
            throws IOException {
        try {
            Owner ours = new Owner(database.systemIdentifier(), database.name());
            return catalog.owner(backup).filter(ours::equals).isPresent()
                    ? Optional.of(Past.of(catalog.manifest(backup.name())))
                    : Optional.empty();
        } catch (Failure.Corrupt e) {
            return Optional.empty();
        } catch (Failure.Store e) {
            if (e.kind() == Failure.Store.Kind.MISSING) {
                return Optional.empty(); // pruned meanwhile
            }
            throw e;
        }
    }
}
