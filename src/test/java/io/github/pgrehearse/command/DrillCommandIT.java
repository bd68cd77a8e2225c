package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.postgres.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// `pgrehearse drill` as a whole, but for the process.
@ExtendWith(TestServer.Provided.class)
@Timeout(120)
final class DrillCommandIT {

    private static final Instant TAKEN = Instant.parse("2024-02-07T14:30:22.5Z");

    @TempDir Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = TAKEN;

    @BeforeEach
    void backUp(TestServer server) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE kept AS SELECT generate_series(1, 5) AS a;
                CREATE TABLE "line\nfeed" AS SELECT generate_series(1, 2) AS a;
                """);
        environment.put("PATH", System.getenv("PATH"));
        environment.put("DATABASE_URL", server.server().connectionUri(database).reveal());
        environment.put("S3_ENDPOINT", "file://" + directory.resolve("store"));
        environment.put("BACKUP_INTERVAL", "1d");
        assertThat(run("backup")).isZero();
        environment.remove("DATABASE_URL");
        out.reset();
        now = TAKEN.plusSeconds(39_600);
    }

    private int run(String... arguments) {
        return new Pgrehearse(
                        new Surroundings(
                                environment,
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                false,
                                Clock.fixed(now, ZoneOffset.UTC),
                                2,
                                directory,
                                "1.2.3"),
                        () -> false)
                .run(arguments);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line ->
                        line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ ", "TIME "))
                .map(line -> line.replaceAll("PostgreSQL [\\d.]+ on 127.0.0.1:\\d+", "SERVER"))
                .map(line -> line.replaceAll("psql \\d+[.\\d]* in /\\S+bin", "psql N in BIN"))
                .map(line -> line.replaceAll("\\d+ statements", "N statements"))
                .map(line -> line.replace(directory.toString(), "DIRECTORY"))
                .toList();
    }

    @Test
    void tellsWhatItAskedAndFound() {
        assertThat(run("drill")).isZero();

        assertThat(lines())
                .containsExactly(
                        "TIME INFO: Starting drill of backup_20240207_143022 (file://DIRECTORY/store/postgres-backups)",
                        "TIME INFO: Restoring into temporary SERVER (psql N in BIN)",
                        "TIME INFO: Check dump is whole: held, it expands and ends as a dump ends",
                        "TIME INFO: Check dump is as written: held, size and SHA-256, as stored and decompressed",
                        "TIME INFO: Check dump holds what it must: held, rows of each table, sequences, large objects, statements",
                        "TIME INFO: Check restore: held, psql ran every statement",
                        "TIME INFO: Check rows: held, 7 rows in 2 tables, each compared",
                        "TIME INFO: Check sequences: held, 0 stand where they stood",
                        "TIME INFO: Check large objects: held, 0 of 0 bytes, oid and content",
                        "TIME INFO: Check materialized views: held, populated or not, as they were",
                        "TIME INFO: Check extensions: held, all are there",
                        "TIME INFO: Check schema: held, N statements, each compared",
                        "TIME INFO: Check tables: held, 2 are there",
                        "TIME INFO: Check indexes: held, all are valid that were",
                        "TIME INFO: Check constraints: held, all are validated that were",
                        "TIME INFO: Report: postgres-backups/backup_20240207_143022.drill_20240208_013022.proven.json",
                        "TIME INFO: Drill took 0.0s: sandbox 0.0s, restore 0.0s, compare contents 0.0s, compare schema 0.0s, built-in queries 0.0s, queries 0.0s, cleanup 0.0s",
                        "TIME INFO: Backup backup_20240207_143022 is proven: restored in 0.0s (RTO), taken 11h before the drill (RPO), checks held: 13");
        assertThat(err.size()).isZero();
    }

    @Test
    void isFollowedByListAndShow() {
        assertThat(run("drill", "2024-02-07")).isZero();
        out.reset();

        assertThat(run("list")).isZero();
        assertThat(run("show", "latest-proven")).isZero();

        assertThat(lines())
                .anyMatch(line -> line.matches("backup_20240207_143022 .* whole +0s ago"))
                .anyMatch(line -> line.matches("Drill +2024-02-08T01:30:22Z proven"));
    }

    @Test
    void endsWithTheVerdict() throws IOException {
        Path dump = directory.resolve("store/postgres-backups/backup_20240207_143022.sql.gz");
        byte[] bytes = Files.readAllBytes(dump);
        bytes[bytes.length / 2] ^= 1;
        Files.write(dump, bytes);

        assertThat(run("drill")).isEqualTo(41);

        assertThat(lines().getLast())
                .startsWith("TIME ERROR: Restore failed [backup_20240207_143022 is disproven: ");
    }

    @Test
    void saysWhenBackupsHaveStopped() {
        environment.put("VERIFY_MAX_AGE", "10h");

        assertThat(run("drill")).isEqualTo(44);

        assertThat(lines())
                .contains(
                        "TIME WARNING: The newest backup is too old [backup_20240207_143022, 39600 s ago; VERIFY_MAX_AGE is 36000 s]. Find out why backups have stopped.");
    }

    @Test
    void saysWhenBackupsHaveStoppedByTheirOwnSchedule() {
        now = TAKEN.plus(Duration.ofHours(49));

        assertThat(run("drill")).isEqualTo(44);

        assertThat(lines())
                .contains(
                        "TIME WARNING: The newest backup is too old [backup_20240207_143022, 176400 s ago; two in a row are missing by its schedule, 86400s]. Find out why backups have stopped.");
        assertThat(lines().getLast()).endsWith("; but the newest backup is too old");
    }

    @Test
    void endsAsUnprovenWhereThereIsNothing() {
        environment.put("BACKUP_PREFIX", "elsewhere");

        assertThat(run("drill")).isEqualTo(42);

        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("TIME ERROR: No backups found in S3");
    }

    @Test
    void rehearsesTheOneThatTheSettingsName() {
        environment.put("VERIFY_LATEST", "false");
        environment.put("VERIFY_BACKUP_FILE", "backup_20240207_143022.sql.gz");

        assertThat(run("drill")).isZero();
        assertThat(run("drill", "no-such-name")).isEqualTo(2);
    }
}
