package io.github.pgrehearse.service;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.retention.Retention;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/// Stores small backups, and prunes them.
final class SmallBackups implements Backups {

    static final Owner OWNER = new Owner("7332412345678901234", "app");

    private final ObjectStore store;
    private final Catalog catalog;
    private final Clock clock;
    private final Pruner pruner;
    private int taken;

    /// Keeps them for a day.
    SmallBackups(ObjectStore store, Catalog catalog, Clock clock) {
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
        this.pruner =
                new Pruner(catalog, new Retention(1, 1, 0, 0, 0, 0), clock, new RecordingLog());
    }

    @Override
    public Manifest take() throws IOException {
        BackupName name = catalog.begin(clock.instant(), OWNER);
        Manifest manifest = Manifests.of(name, OWNER.database(), 1000);
        store.put(catalog.dumpKey(name, ".sql.gz"), new byte[1000]);
        catalog.publish(manifest);
        catalog.unmark(name);
        taken++;
        return manifest;
    }

    @Override
    public Owner owner() {
        return OWNER;
    }

    @Override
    public List<String> departures(Manifest newest) {
        return List.of();
    }

    @Override
    public Pruner.Result prune(Owner ours) throws IOException {
        return pruner.run(ours);
    }

    /// How many have been.
    int taken() {
        return taken;
    }
}
