package io.github.pgrehearse.catalog;

import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.LargeObjects;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.storage.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Manifests to write, with something in every field.
public final class Manifests {

    public static final BackupName NAME = new BackupName(Instant.parse("2024-02-07T14:30:22Z"));

    private static final String FIRST_SHA256 = "0123456789abcdef".repeat(4);
    private static final String SECOND_SHA256 = "fedcba9876543210".repeat(4);

    private Manifests() {}

    public static Manifest full() {
        return of(NAME, "app \"ünï\"");
    }

    public static Manifest of(BackupName name, String database) {
        return of(name, database, 12_345_678_901L);
    }

    /// One of a dump of this size, as stored in bytes.
    public static Manifest of(BackupName name, String database, long size) {
        return new Manifest(
                name,
                new Manifest.Database(
                        database,
                        "7332412345678901234",
                        "15.6",
                        549_453_824L,
                        "UTF8",
                        "en_US.UTF-8",
                        "en_US.UTF-8",
                        "c",
                        "",
                        "en_US.UTF-8"),
                new Manifest.Tools(
                        "1.2.3", "15.18", List.of("--exclude-table=\"odd, name\"", "-x")),
                "3600s",
                new Manifest.Dump(
                        new ObjectKey("postgres-backups/" + name + ".sql.gz"),
                        "gzip",
                        size,
                        FIRST_SHA256,
                        98_765_432_109L,
                        SECOND_SHA256),
                Map.of("TimeZone", "UTC", "DateStyle", "ISO", "bytea_output", "hex"),
                Map.of("plpgsql", "1.0", "hstore", "1.8"),
                contents(),
                Duration.ofMillis(61_234),
                List.of("Something \"odd\": \\ \n and a line"));
    }

    private static DumpContents contents() {
        return new DumpContents(
                true,
                "UTF8",
                List.of(
                        new TableRows(
                                "public.\"line\nfeed\"",
                                List.of("a", "\"B, c\""),
                                3,
                                Optional.of(Digest.parse("8000000000000001"))),
                        new TableRows("public.none", List.of(), 0, Optional.of(Digest.NONE)),
                        new TableRows(
                                "public.inserted", List.of("a"), 5_000_000_000L, Optional.empty())),
                List.of(
                        new SequenceValue("public.s", Long.MAX_VALUE, true),
                        new SequenceValue("public.down", Long.MIN_VALUE, false)),
                new LargeObjects(2, 70_000, Digest.parse("ffffffffffffffff")),
                List.of(
                        new Statement(
                                "CREATE TABLE", "public.a", Digest.parse("00000000000000ff"), 1),
                        new Statement(
                                "ALTER LARGE OBJECT", "", Digest.parse("0000000000000abc"), 200)),
                new TreeSet<>(List.of("app", "\"odd role\"")),
                new TreeSet<>());
    }
}
