package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.MeteredOutputStream;
import io.github.pgrehearse.wire.FaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// What a test of the whole backup plays in: a database behind a line that can break, a directory
/// for a store, the packaged program, and what must hold after each run of it.
final class BackupScene implements AutoCloseable {

    /// More than a dump's beginning and less than its whole; nothing else that a backup asks the
    /// server for brings as much.
    static final long MIDDLE = 2_000_000;

    private static final String PREFIX = "backups";

    private final Path store;
    private final FaultProxy line;
    private final PackagedProgram program;

    /// @param temporary where to keep the store
    BackupScene(EphemeralServer server, String database, Path temporary) throws IOException {
        this.store = temporary.resolve("store");
        this.line = FaultProxy.to(server.port());
        this.program =
                PackagedProgram.withoutSettings()
                        .with("HOME", temporary.toString())
                        .with("DATABASE_URL", url(server, line.port(), database))
                        .with("S3_ENDPOINT", "file://" + store)
                        .with("BACKUP_PREFIX", PREFIX)
                        .with("COMPRESSION_LEVEL", "1");
    }

    /// The database behind another port than the server's.
    static String url(EphemeralServer server, int port, String database) {
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                        server.user(), server.password().reveal(), server.host(), port, database);
    }

    /// A database of 24 MB, too much for the buffers of a line that has fallen silent.
    static String fill(TestServer server) throws IOException {
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 90000) AS i;
                """);
        return database;
    }

    FaultProxy line() {
        return line;
    }

    Path store() {
        return store;
    }

    /// The folder of the backups.
    Path folder() {
        return store.resolve(PREFIX);
    }

    /// The program with settings that lead to the database and the store.
    PackagedProgram program() {
        return program;
    }

    /// Starts a backup and waits until the line has fallen silent in the middle of the dump.
    RunningProgram halfway(PackagedProgram started) throws IOException, InterruptedException {
        line.stallAfter(MIDDLE);
        RunningProgram running = started.start("backup");
        Eventually.holds("the middle of the dump", () -> line.struck() || !running.isAlive());
        assertThat(line.struck()).as(running.out()).isTrue();
        return running;
    }

    RunningProgram halfway() throws IOException, InterruptedException {
        return halfway(program);
    }

    /// A run that failed as it should: with one line that says why and what to do, and nothing
    /// left.
    void failed(ProgramRun run, int status, String words) throws IOException, InterruptedException {
        failedAndMayLeave(run, status, words);
        assertThat(files()).as(run.all()).isEmpty();
        noProgramRuns();
    }

    /// The same, where something that is no backup may be left.
    void failedAndMayLeave(ProgramRun run, int status, String words) throws IOException {
        assertThat(run.status()).as(run.all()).isEqualTo(status);
        assertThat(run.errors()).as(run.all()).singleElement().asString().contains(words);
        assertThat(run.errors().getFirst())
                .as("a next action at its end")
                .matches(".*[\\])\\w']\\. .*\\.");
        assertThat(run.all()).doesNotContain("\tat ", "Exception", "    at ");
        holdsWholeBackupsOnly();
    }

    /// The next run succeeds, and clears away whatever there was.
    void nextSucceeds() throws IOException, InterruptedException {
        line.mend();
        ProgramRun run = program.run("backup");
        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.errors()).as(run.all()).isEmpty();
        List<CatalogEntry> backups = catalog().list();
        assertThat(backups)
                .as(run.all())
                .allMatch(entry -> entry.state() == CatalogEntry.State.WHOLE)
                .isNotEmpty();
        assertThat(files()).as(run.all()).hasSize(3 * backups.size());
        holdsWholeBackupsOnly();
    }

    /// What is listed as a backup is one: it expands, and is what its manifest says.
    void holdsWholeBackupsOnly() throws IOException {
        Catalog catalog = catalog();
        for (CatalogEntry entry : catalog.list()) {
            assertThat(entry.state())
                    .as(entry.toString())
                    .isIn(CatalogEntry.State.WHOLE, CatalogEntry.State.UNFINISHED);
            if (entry.isBackup()) {
                isWhole(catalog.manifest(entry.name()));
            }
        }
    }

    private void isWhole(Manifest manifest) throws IOException {
        Manifest.Dump dump = manifest.dump();
        Path file = store.resolve(dump.key().value());
        MeteredOutputStream stored = new MeteredOutputStream(OutputStream.nullOutputStream());
        Files.copy(file, stored);
        MeteredOutputStream plain = new MeteredOutputStream(OutputStream.nullOutputStream());
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            in.transferTo(plain);
        }
        assertThat(stored.measure()).isEqualTo(new Measure(dump.size(), dump.sha256()));
        assertThat(plain.measure())
                .isEqualTo(new Measure(dump.uncompressedSize(), dump.uncompressedSha256()));
    }

    Catalog catalog() {
        return new Catalog(new DirectoryStore(store, new Traffic()), PREFIX);
    }

    /// The names of all files of the store, hidden ones too.
    List<String> files() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder())) {
            try (Stream<Path> files = Files.list(folder())) {
                files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
            }
        }
        return names;
    }

    /// None of PostgreSQL's programs that were sent to this scene's line lives on.
    void noProgramRuns() throws InterruptedException {
        Eventually.holds("the end of pg_dump", () -> programs().isEmpty());
    }

    /// The processes that were told to connect to this scene's line.
    List<ProcessHandle> programs() {
        String port = "PGPORT=" + line.port() + "\0";
        return ProcessHandle.allProcesses()
                .filter(process -> read(process, "environ").contains(port))
                .toList();
    }

    /// A file of `/proc` on a process; nothing of one that has ended, or is somebody else's.
    static String read(ProcessHandle process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", "" + process.pid(), file));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
