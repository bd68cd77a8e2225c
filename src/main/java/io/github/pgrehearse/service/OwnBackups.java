package io.github.pgrehearse.service;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the newest backup of our database among those of others under the same prefix.
///
/// Names do not tell whose a backup is, manifests do: they are read from the newest on until one is
/// ours, which mostly is the first, and not again.
final class OwnBackups {

    /// What lies behind so many backups of others counts as nothing.
    static final int LOOKED_AT = 100;

    private final Database database;
    private final Label label;
    private final Map<BackupName, Optional<Owner>> known = new HashMap<>();
    private Optional<Owner> ours = Optional.empty();

    /// Tells who it is.
    interface Database {
        Owner owner() throws IOException;
    }

    /// Tells whose a backup is; nothing if it does not say.
    interface Label {
        Optional<Owner> of(CatalogEntry backup) throws IOException;
    }

    OwnBackups(Database database, Label label) {
        this.database = database;
        this.label = label;
    }

    /// Notes who we are: a backup knows it.
    void are(Owner owner) {
        ours = Optional.of(owner);
    }

    /// The newest that is ours; of whichever database, as long as ours does not say who it is.
    ///
    /// @param entries newest first
    /// @param now by which one is from the future, and tells nothing
    Optional<BackupName> newest(List<CatalogEntry> entries, Instant now) throws IOException {
        List<CatalogEntry> backups =
                entries.stream()
                        .filter(CatalogEntry::isBackup)
                        .filter(backup -> !backup.isFromTheFuture(now))
                        .limit(LOOKED_AT)
                        .toList();
        if (backups.isEmpty() || !knowsOurs()) {
            return backups.stream().findFirst().map(CatalogEntry::name);
        }
        Set<BackupName> there =
                backups.stream().map(CatalogEntry::name).collect(Collectors.toSet());
        known.keySet().retainAll(there);
        for (CatalogEntry backup : backups) {
            if (owner(backup).equals(ours)) {
                return Optional.of(backup.name());
            }
        }
        return Optional.empty();
    }

    private boolean knowsOurs() throws IOException {
        if (ours.isEmpty()) {
            try {
                ours = Optional.of(database.owner());
            } catch (Failure.Database silent) {
                return false; // the backup that is due will say so
            }
        }
        return true;
    }

    private Optional<Owner> owner(CatalogEntry backup) throws IOException {
        if (!known.containsKey(backup.name())) {
            known.put(backup.name(), read(backup));
        }
        return known.getOrDefault(backup.name(), Optional.empty());
    }

    private Optional<Owner> read(CatalogEntry backup) throws IOException {
        try {
            return label.of(backup);
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
