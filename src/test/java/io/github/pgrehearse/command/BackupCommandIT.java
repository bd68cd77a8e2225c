package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.postgres.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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

/// `pgrehearse backup` as a whole, but for the process.
@ExtendWith(TestServer.Provided.class)
@Timeout(120)
final class BackupCommandIT {

    private static final Instant NOW = Instant.parse("2024-02-07T14:30:22.5Z");

    @TempDir Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String database = "";

    @BeforeEach
    void makeDatabase(TestServer server) throws IOException {
        database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE kept AS SELECT generate_series(1, 5) AS a;
                CREATE TABLE "line\nfeed" AS SELECT generate_series(1, 2) AS a;
                CREATE TABLE scratch (a integer);
                """);
        environment.put("PATH", System.getenv("PATH"));
        environment.put("DATABASE_URL", server.server().connectionUri(database).reveal());
        environment.put("S3_ENDPOINT", "file://" + directory);
    }

    private int run(String... arguments) {
        return new Pgrehearse(
                        new Surroundings(
                                environment,
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                false,
                                Clock.fixed(NOW, ZoneOffset.UTC),
                                2,
                                directory,
                                "1.2.3"),
                        () -> false)
                .run(arguments);
    }

    /// What differs from run to run, replaced by what it is.
    private List<String> lines(TestServer server) {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line ->
                        line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ ", "TIME "))
                .map(line ->
                        line.replace(":" + server.server().port() + "/" + database, ":PORT/DB"))
                .map(line ->
                        line.replaceAll(
                                "PostgreSQL \\d+[.\\d]*, [\\d.]+[BKMG]", "PostgreSQL N, SIZE"))
                .map(line -> line.replaceAll("pg_dump \\d+[.\\d]* in /\\S+bin", "pg_dump N in BIN"))
                .map(line ->
                        line.replaceAll(
                                "[\\d.]+[BKMG] \\(\\d+ bytes, [\\d.]+[BKMG] ",
                                "SIZE (N bytes, SIZE "))
                .map(line -> line.replace(directory.toString(), "DIRECTORY"))
                .toList();
    }

    @Test
    void logsEveryStepInTheSpecificationsWords(TestServer server) {
        assertThat(run("backup")).isZero();

        assertThat(lines(server))
                .containsExactly(
                        "TIME INFO: Starting backup at 2024-02-07T14:30:22Z",
                        "TIME INFO: Target database: 127.0.0.1:PORT/DB (PostgreSQL N, SIZE)",
                        "TIME INFO: Store: file://DIRECTORY/postgres-backups",
                        "TIME INFO: Dumping database... (pg_dump N in BIN)",
                        "TIME INFO: Backup file created: SIZE (N bytes, SIZE uncompressed, 7 rows in 3 tables)",
                        "TIME INFO: Backup completed successfully: postgres-backups/backup_20240207_143022.sql.gz");
        assertThat(err.size()).isZero();
        assertThat(directory.resolve("postgres-backups"))
                .isDirectoryContaining("glob:**.sql.gz")
                .isDirectoryContaining("glob:**.globals.sql")
                .isDirectoryContaining("glob:**.manifest.json");
    }

    @Test
    void heedsTheSettings(TestServer server) throws IOException {
        environment.put("BACKUP_PREFIX", "/other/pl ace/");
        environment.put("COMPRESSION", "none");
        environment.put("BACKUP_EXCLUDE_TABLES", "scratch");
        environment.put("PG_DUMP_OPTIONS", "--inserts --no-comments");
        environment.put("BACKUP_GLOBALS", "false");
        environment.put("BACKUP_CRON", "0 3 * * *");
        environment.put("LOG_LEVEL", "warning");

        assertThat(run("backup")).isZero();

        assertThat(lines(server))
                .singleElement()
                .asString()
                .startsWith("TIME WARNING: The content proof is not available");
        Path folder = directory.resolve("other/pl ace");
        assertThat(Files.readString(folder.resolve("backup_20240207_143022.sql")))
                .contains("INSERT INTO public.kept VALUES (5);")
                .doesNotContain("scratch");
        assertThat(Files.readString(folder.resolve("backup_20240207_143022.manifest.json")))
                .contains(
                        "\"0 3 * * *\"", "\"--exclude-table=scratch\"", "\"contentProof\" : false");
        assertThat(folder.resolve("backup_20240207_143022.globals.sql")).content().hasLineCount(1);
    }

    @Test
    void isFollowedByListAndShow(TestServer server) {
        assertThat(run("backup")).isZero();
        out.reset();

        assertThat(run("list")).isZero();
        assertThat(run("show", "--all")).isZero();

        assertThat(lines(server))
                .anyMatch(line -> line.startsWith("backup_20240207_143022 "))
                .anyMatch(line ->
                        line.matches("Content +rows: 7 in 3 tables; .*every row can be compared"))
                .anyMatch(line -> line.matches(" +2 +[0-9a-f]{16} +public.\"line\\\\x0afeed\""));
        assertThat(err.size()).isZero();
    }

    @Test
    void saysWhatIsWrongWithTheDatabaseAndLeavesNothing() {
        environment.merge("DATABASE_URL", "_none", String::concat);

        assertThat(run("backup")).isEqualTo(20);

        assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().getLast())
                .contains(
                        "ERROR: Cannot connect to database [127.0.0.1:", "does not exist]. Check");
        assertThat(directory.resolve("postgres-backups")).doesNotExist();
    }
}
