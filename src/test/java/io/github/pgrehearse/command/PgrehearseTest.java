package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.GoldenFile;
import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands that need no database: what they print, where, and how they end.
final class PgrehearseTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2024-02-10T12:00:00Z"), ZoneOffset.UTC);

    @TempDir Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void nameTheStore() {
        environment.put("S3_ENDPOINT", "file://" + directory);
    }

    private int run(String... arguments) {
        return new Pgrehearse(
                        new Surroundings(
                                environment,
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8),
                                false,
                                CLOCK,
                                2,
                                directory,
                                "1.2.3"),
                        () -> false)
                .run(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// One of each kind: whole and proven, of another tool, cut short, and without its dump.
    private void fillStore() throws IOException {
        Catalog catalog =
                new Catalog(new DirectoryStore(directory, new Traffic()), "postgres-backups");
        catalog.publish(Manifests.full());
        catalog.storeGlobals(Manifests.NAME, new byte[0]);
        put(Manifests.NAME + ".sql.gz", 2000);
        put(Manifests.NAME + ".drill_20240208_020000.proven.json", 2);
        put(Manifests.NAME + ".drill_20240209_020000.unproven.json", 2);
        put("backup_20240101_000000.sql", 1);
        put("backup_20240210_113000.unfinished", 1);
        catalog.publish(
                Manifests.of(BackupName.parse("backup_20240209_143022").orElseThrow(), "app"));
    }

    private void put(String name, int size) throws IOException {
        new DirectoryStore(directory, new Traffic())
                .put(new ObjectKey("postgres-backups/" + name), new byte[size]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "backup", "drill", "restore", "fetch", "list", "show", "prune", "doctor",
                "config", "demo"
            })
    void helpIsThis(String verb) throws IOException {
        int status = verb.isEmpty() ? run("--help") : run(verb, "--help");

        assertThat(status).isZero();
        GoldenFile.require("help" + (verb.isEmpty() ? "" : "-" + verb) + ".txt", out());
        assertThat(err()).isEmpty();
    }

    @Test
    void withoutAVerbTheHelpIsAnError() {
        assertThat(run()).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("Usage: pgrehearse");
    }

    @ParameterizedTest
    @CsvSource({"--version", "list --version"})
    void theVersionIsOneLine(String words) {
        assertThat(run(words.split(" ", -1))).isZero();
        assertThat(err()).isEmpty();
        assertThat(out()).startsWith("pgrehearse 1.2.3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "frobnicate",
                "--frobnicate",
                "list --frobnicate",
                "list extra",
                "config --env --markdown",
                "show a b"
            })
    void unknownWordsAreRefused(String words) {
        assertThat(run(words.split(" ", -1))).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(err()).startsWith("ERROR: ").contains("Try 'pgrehearse");
    }

    /// Without the database: its name is that of the newest manifest.
    @ParameterizedTest
    @ValueSource(strings = {"prune", "prune --json"})
    void pruneIsThis(String words) throws IOException {
        fillStore();
        ObjectStore store = new DirectoryStore(directory, new Traffic());
        Catalog catalog = new Catalog(store, "postgres-backups");
        store.delete(catalog.manifestKey(Manifests.NAME));
        catalog.publish(Manifests.of(Manifests.NAME, Manifests.full().database().name(), 2000));
        environment.put("BACKUP_RETENTION_DAYS", "5");
        List<String> arguments = new ArrayList<>(List.of(words.split(" ")));
        arguments.add("--dry-run");

        assertThat(run(arguments.toArray(String[]::new))).isZero();

        GoldenFile.require(words.contains("json") ? "prune.json" : "prune.txt", out());
        assertThat(err())
                .contains("WARNING: The database was not asked which backups are its own [")
                .contains("INFO: This was a dry run; to delete: ");
        assertThat(directory.resolve("postgres-backups"))
                .isDirectoryContaining("glob:**101_000000.sql");
    }

    @Test
    void nothingIsPrunedWithoutADatabase() throws IOException {
        fillStore();

        assertThat(run("prune")).isEqualTo(2);

        assertThat(out()).isEmpty();
        assertThat(err()).contains("DATABASE_URL is not set");
    }

    @Test
    void listIsThis() throws IOException {
        fillStore();

        assertThat(run("list")).isZero();

        GoldenFile.require("list.txt", out());
        assertThat(err()).isEmpty();
    }

    @Test
    void listAsJsonIsThis() throws IOException {
        fillStore();

        assertThat(run("list", "--json")).isZero();

        GoldenFile.require("list.json", out());
        assertThat(err()).isEmpty();
    }

    @Test
    void anEmptyListSaysSoBesideTheData() {
        assertThat(run("list")).isZero();
        assertThat(out()).isEmpty();
        assertThat(err())
                .endsWith(
                        "INFO: There are no backups in file://"
                                + directory
                                + "/postgres-backups\n");

        assertThat(run("list", "--json")).isZero();
        assertThat(out()).matches("\\[ *]\\s+");
    }

    @Test
    void showIsThis() throws IOException {
        fillStore();

        assertThat(run("show")).isZero();

        GoldenFile.require("show.txt", out());
        assertThat(err()).isEmpty();
    }

    @Test
    void showAsJsonIsThis() throws IOException {
        fillStore();

        assertThat(run("show", "latest-proven", "--json")).isZero();

        GoldenFile.require("show.json", out());
        assertThat(err()).isEmpty();
    }

    @Test
    void showOfAnotherToolsBackupIsThis() throws IOException {
        fillStore();

        assertThat(run("show", "2024-01-01")).isZero();

        GoldenFile.require("show-no-manifest.txt", out());
    }

    @ParameterizedTest
    @CsvSource({
        "2023-12-31, 30, No such backup [",
        "nonsense, 2, Not a backup's name: 'nonsense'",
    })
    void showSaysWhatItDoesNotFind(String word, int status, String message) throws IOException {
        fillStore();

        assertThat(run("show", word)).isEqualTo(status);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("ERROR: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "show --json"})
    void showOfAManifestThatIsBrokenIsNoBug(String words) throws IOException {
        put("backup_20240207_143022.sql", 1);
        put("backup_20240207_143022.manifest.json", 7);

        assertThat(run(words.split(" ", -1))).isEqualTo(40);
        assertThat(err()).contains("ERROR: Manifest cannot be read [postgres-backups/backup_2024");
    }

    @Test
    void configShowsWhatIsInForceAndNoSecret() {
        environment.put("DATABASE_URL", "postgres://u:Hunter2@h/d");

        assertThat(run("config")).isZero();

        assertThat(out())
                .containsPattern("COMPRESSION +default +gzip")
                .containsPattern("S3_ENDPOINT +environment +file://")
                .doesNotContain("Hunter2");
        assertThat(err()).isEmpty();
    }

    @Test
    void configTellsEveryProblem() {
        environment.put("COMPRESSION", "bzip2");
        environment.put("BACKUP_INTERVALL", "1h");

        assertThat(run("config")).isEqualTo(2);

        assertThat(out()).isEmpty();
        assertThat(err().lines().filter(line -> line.contains(" ERROR: ")).toList())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "ERROR: Required environment variable DATABASE_URL is not set"),
                        line ->
                                assertThat(line)
                                        .endsWith(
                                                "ERROR: Invalid COMPRESSION [bzip2 is not one of gzip, zstd, none]"));
    }

    @ParameterizedTest
    @CsvSource({"--env, DATABASE_URL", "--markdown, # Configuration"})
    void configPrintsItsReference(String option, String text) {
        assertThat(run("config", option)).isZero();
        assertThat(out()).contains(text);
    }
}
