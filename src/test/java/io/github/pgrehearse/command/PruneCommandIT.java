package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.CatalogEntry.State;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `pgrehearse prune` as its own process, with a database and a directory.
@ExtendWith(TestServer.Provided.class)
@Timeout(300)
final class PruneCommandIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path directory;

    private PackagedProgram program = PackagedProgram.withoutSettings();
    private String url = "";
    private Catalog catalog =
            new Catalog(new DirectoryStore(Path.of("/nowhere"), new Traffic()), "");

    /// One backup of the database, taken now.
    @BeforeEach
    void backUp(TestServer server) throws Exception {
        String database = server.createDatabase();
        url = server.server().connectionUri(database).reveal();
        catalog = new Catalog(new DirectoryStore(directory, new Traffic()), "postgres-backups");
        program =
                PackagedProgram.withoutSettings()
                        .with("DATABASE_URL", url)
                        .with("S3_ENDPOINT", "file://" + directory);
        ProgramRun run = program.run("backup");
        assertThat(run.status()).as(run.all()).isZero();
    }

    /// Copies of it, as if they had been taken on days long gone.
    private void age(int... daysAgo) throws IOException {
        CatalogEntry newest = catalog.find("latest", Instant.now());
        for (int days : daysAgo) {
            String old =
                    new BackupName(newest.name().began().minus(Duration.ofDays(days))).toString();
            for (Path file : files()) {
                String name = file.getFileName().toString();
                if (name.startsWith(newest.name().toString())) {
                    Path copy = file.resolveSibling(name.replace(newest.name().toString(), old));
                    if (name.endsWith(".json")) {
                        String text = Files.readString(file);
                        Files.writeString(copy, text.replace(newest.name().toString(), old));
                    } else {
                        Files.copy(file, copy);
                    }
                }
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("postgres-backups"))) {
            return files.sorted().toList();
        }
    }

    private List<CatalogEntry> whole() throws IOException {
        return catalog.list().stream().filter(entry -> entry.state() == State.WHOLE).toList();
    }

    @Test
    void deletesOldBackupsAndTellsOfEach() throws Exception {
        age(6, 8, 40);

        ProgramRun run = program.with("BACKUP_KEEP_LAST", "3").run("prune");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.out().lines())
                .hasSize(5)
                .anyMatch(line -> line.matches("backup_\\S+ +0?\\d*s .* whole +keep +newest"))
                .anyMatch(line -> line.matches("backup_\\S+ +8d .* keep +one of the last 3"))
                .anyMatch(line -> line.matches("backup_\\S+ +40d .* delete +older than 7 days"));
        assertThat(run.err().lines().map(line -> line.replaceFirst("^\\S+ ", "")))
                .hasSize(2)
                .anyMatch(line -> line.matches("INFO: Deleted backup_\\S+: older than 7 days"))
                .contains("INFO: Deleted 1 old backup");
        assertThat(files()).hasSize(9);
    }

    @Test
    void aDryRunDeletesNothing() throws Exception {
        age(8, 40);
        List<Path> before = files();

        ProgramRun run = program.run("prune", "--dry-run", "--json");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.out()).contains("\"fate\" : \"delete\"", "\"rule\" : \"old\"");
        assertThat(run.lines("INFO")).containsExactly("This was a dry run; to delete: 2");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aDryRunDoesWithoutTheDatabase() throws Exception {
        age(8);

        ProgramRun run = program.with("DATABASE_URL", url + "_none").run("prune", "--dry-run");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.out()).contains("delete  older than 7 days");
        assertThat(run.lines("WARNING"))
                .singleElement()
                .asString()
                .startsWith("The database was not asked which backups are its own [");
    }

    @Test
    void backupsOfAnotherDatabaseAreLeftAlone(TestServer server) throws Exception {
        age(8, 9);
        String other = server.server().connectionUri(server.createDatabase()).reveal();
        ProgramRun backup = program.with("DATABASE_URL", other).run("backup");
        assertThat(backup.status()).as(backup.all()).isZero();

        ProgramRun run = program.with("DATABASE_URL", other).run("prune");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.lines("WARNING"))
                .singleElement()
                .asString()
                .startsWith("Two databases share a prefix [");
        assertThat(whole()).hasSize(4);
    }

    @Test
    void nothingIsDeletedBesideABackup() throws Exception {
        age(8);
        try (Source running = Source.connect(ConnectionUri.parse(url, Map.of()), LIMIT)) {
            running.lock(catalog.toString());

            assertThat(program.run("prune").status()).isEqualTo(10);
        }
        assertThat(whole()).hasSize(2);
    }

    /// Whatever the signal, what is left is whole or no backup, and the next runs remove the rest.
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void whoeverKillsItLeavesNothingThatLooksWhole(String signal) throws Exception {
        int[] days = IntStream.range(8, 408).toArray();
        age(days);
        try (RunningProgram running = program.start("prune")) {
            while (running.isAlive() && whole().size() > 350) {
                Thread.onSpinWait();
            }
            running.signal(signal);
            ProgramRun run = running.await();
            assertThat(run.status()).as(run.all()).isEqualTo(signal.equals("KILL") ? 137 : 143);
        }

        assertThat(whole()).hasSizeBetween(2, 351);
        assertThat(catalog.list())
                .allSatisfy(
                        backup -> assertThat(backup.state()).isIn(State.WHOLE, State.UNFINISHED));
        assertThat(catalog.list())
                .filteredOn(backup -> backup.state() != State.WHOLE)
                .hasSizeLessThan(2);
        assertThat(program.run("prune").status()).isZero();
        assertThat(whole()).hasSize(1);
        assertThat(program.run("backup").status()).isZero();
        assertThat(catalog.list()).hasSize(2);
    }

    @Test
    void tenThousandBackupsTakeSeconds() throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        BackupName latest = catalog.find("latest", Instant.now()).name();
        String manifest = Files.readString(directory.resolve(catalog.manifestKey(latest).value()));
        Path folder = directory.resolve("postgres-backups");
        byte[] dump = Files.readAllBytes(folder.resolve(latest + ".sql.gz"));
        for (int i = 1; i <= 10_000; i++) {
            BackupName name = new BackupName(now.minus(Duration.ofMinutes(60L * i - 30)));
            Files.write(folder.resolve(name + ".sql.gz"), dump);
            Files.writeString(
                    folder.resolve(name + ".manifest.json"),
                    manifest.replace(latest.toString(), name.toString()));
        }
        long began = System.nanoTime();

        ProgramRun run = program.run("prune", "--dry-run");

        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(10_002);
        assertThat(run.lines("INFO")).containsExactly("This was a dry run; to delete: 9832");
        assertThat(took).isLessThan(LIMIT);
    }
}
