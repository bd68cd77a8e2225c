package io.github.pgrehearse.backup;

import io.github.pgrehearse.stream.Compression;
import java.time.Duration;
import java.util.List;

/// How backups are to be taken.
///
/// @param level of compression, 1 to 9
/// @param threads how many may compress
/// @param options for `pg_dump`
/// @param globals whether to read roles and the database's own settings too
/// @param timeout how long `pg_dump` may take
/// @param schedule how often backups are to be taken, as configured, for the manifest
/// @param version of this program, for the manifest
public record BackupPlan(
        Compression compression,
        int level,
        int threads,
        List<String> options,
        boolean globals,
        Duration timeout,
        String schedule,
        String version) {

    public BackupPlan {
        options = List.copyOf(options);
    }
}
