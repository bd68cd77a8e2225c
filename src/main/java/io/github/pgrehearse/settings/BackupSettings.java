package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.postgres.program.PgDumpOptions;
import io.github.pgrehearse.stream.Compression;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What is dumped, and how. [#problems] are reported before [#options] are asked for.
@SettingsGroup(title = "Backup", text = "What is dumped, and how it is compressed.")
public record BackupSettings(
        @Setting(
                        name = "COMPRESSION",
                        help = "How a dump is compressed.",
                        fallback = "gzip",
                        example = "zstd")
                Compression compression,
        @Setting(
                        name = "COMPRESSION_LEVEL",
                        help = "How hard the compressor tries.",
                        whenUnset = "6 for gzip, 3 for zstd",
                        example = "9",
                        min = 1,
                        max = 9)
                Optional<Integer> compressionLevel,
        @Setting(
                        name = "BACKUP_EXCLUDE_TABLES",
                        help =
                                "Tables to leave out, with commas between them: patterns of"
                                        + " `pg_dump --exclude-table`.",
                        example = "public.sessions,cache.*")
                List<String> excludeTables,
        @Setting(
                        name = "BACKUP_EXCLUDE_TABLE_DATA",
                        help =
                                "Tables of which to leave out the rows: patterns of `pg_dump"
                                        + " --exclude-table-data`.",
                        example = "public.audit_*")
                List<String> excludeTableData,
        @Setting(
                        name = "BACKUP_EXCLUDE_SCHEMAS",
                        help = "Schemas to leave out: patterns of `pg_dump --exclude-schema`.",
                        example = "scratch,\"Odd, Name\"")
                List<String> excludeSchemas,
        @Setting(
                        name = "PG_DUMP_OPTIONS",
                        help =
                                "More options for `pg_dump`, split into words as a shell does. Those"
                                        + " that change where the dump goes, what form it has or which"
                                        + " database it is of are refused. A table's lock is waited for"
                                        + " for 15 minutes, or half of `BACKUP_TIMEOUT`, unless"
                                        + " `--lock-wait-timeout` says otherwise.",
                        example = "--no-comments --lock-wait-timeout=60s")
                Optional<String> pgDumpOptions,
        @Setting(
                        name = "BACKUP_GLOBALS",
                        help =
                                "Whether to store roles (without passwords) and the database's own"
                                        + " settings beside each dump.",
                        fallback = "true",
                        example = "false")
                boolean globals,
        @Setting(
                        name = "BACKUP_TIMEOUT",
                        help = "Longest that a backup may take; then it is ended as failed.",
                        fallback = "12h",
                        example = "2h",
                        min = 1)
                Duration timeout)
        implements CheckedSettings {

    @Override
    public List<Problem> problems() {
        try {
            options();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.invalid("PG_DUMP_OPTIONS", String.valueOf(e.getMessage())));
        }
    }

    public PgDumpOptions options() {
        return pgDumpOptions.map(PgDumpOptions::parse).orElse(PgDumpOptions.NONE);
    }

    /// The level in force; a dump that is not compressed has none, and the number means nothing.
    public int level() {
        return compressionLevel.orElse(
                switch (compression) {
                    case GZIP, NONE -> 6;
                    case ZSTD -> 3;
                });
    }
}
