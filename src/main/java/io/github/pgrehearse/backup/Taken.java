package io.github.pgrehearse.backup;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.program.Program;
import io.github.pgrehearse.storage.ObjectKey;
import java.time.Duration;
import java.util.List;

/// All that is known of a dump once it is stored.
record Taken(
        Job job,
        Program pgDump,
        ObjectKey key,
        DumpPipe.Result result,
        Duration took,
        List<String> warnings) {

    BackupName name() {
        return job.name();
    }

    Manifest manifest(BackupPlan plan) {
        DatabaseFacts facts = job.facts();
        return new Manifest(
                job.name(),
                new Manifest.Database(
                        facts.name(),
                        facts.systemIdentifier(),
                        facts.serverVersion().toString(),
                        facts.size(),
                        facts.encoding(),
                        facts.collation(),
                        facts.characterType(),
                        facts.localeProvider(),
                        facts.locale(),
                        facts.lcMonetary()),
                new Manifest.Tools(plan.version(), pgDump.version().toString(), plan.options()),
                plan.schedule(),
                new Manifest.Dump(
                        key,
                        plan.compression().word(),
                        result.stored().bytes(),
                        result.stored().sha256(),
                        result.dumped().bytes(),
                        result.dumped().sha256()),
                facts.session(),
                facts.extensions(),
                result.contents(),
                took,
                warnings);
    }

    /// As the log tells it: `524M (549453824 bytes, 2.1G uncompressed, 1234 rows in 5 tables)`.
    @Override
    public String toString() {
        return "%s (%d bytes, %s uncompressed, %d rows in %d tables)"
                .formatted(
                        ByteSize.of(result.stored().bytes()),
                        result.stored().bytes(),
                        ByteSize.of(result.dumped().bytes()),
                        result.contents().rows(),
                        result.contents().tables().size());
    }
}
