package io.github.pgrehearse.backup;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.program.PgDump;
import java.time.Instant;

/// One backup to take: its name, when it began, and the database it is of.
record Job(BackupName name, Instant began, Source source, DatabaseFacts facts, PgDump pgDump) {

    Owner owner() {
        return new Owner(facts.systemIdentifier(), facts.name());
    }
}
