package io.github.pgrehearse.backup;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.program.PgDump;
import java.time.Instant;

/// One backup to take: its name, which is marked as unfinished, when it began, and the database it
/// is of.
record Job(
        BackupName name,
        Instant began,
        Owner owner,
        Source source,
        DatabaseFacts facts,
        PgDump pgDump) {}
