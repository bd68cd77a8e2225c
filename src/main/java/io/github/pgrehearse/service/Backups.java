package io.github.pgrehearse.service;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.retention.Pruner;
import java.io.IOException;
import java.util.List;

/// What a round of backups consists of.
public interface Backups {

    /// Backs up the database.
    ///
    /// @throws Failure.Busy if another backup of it is running
    Manifest take() throws IOException;

    /// Asks the database who it is.
    Owner owner() throws IOException;

    /// In what a backup departs from those before it, a phrase each; it is logged.
    List<String> departures(Manifest newest) throws IOException;

    /// Deletes what retention lets go of the backups of this database, and logs it.
    Pruner.Result prune(Owner ours) throws IOException;
}
