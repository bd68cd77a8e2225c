package io.github.pgrehearse.command;

import io.github.pgrehearse.anomaly.History;
import io.github.pgrehearse.backup.Backup;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.service.Backups;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// A round of backups, by what really does it.
record ServedBackups(Backup backup, ConnectionUri source, History history, Pruner pruner)
        implements Backups {

    /// For the database to say who it is.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Manifest take() throws IOException {
        return backup.run(source);
    }

    @Override
    public Owner owner() throws IOException {
        try (Source asked = Source.connect(source, PATIENCE)) {
            DatabaseFacts facts = asked.facts();
            return new Owner(facts.systemIdentifier(), facts.name());
        }
    }

    @Override
    public List<String> departures(Manifest newest) throws IOException {
        return history.departures(newest);
    }

    @Override
    public Pruner.Result prune(Owner ours) throws IOException {
        return pruner.run(ours);
    }
}
