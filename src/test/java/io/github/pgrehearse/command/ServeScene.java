package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.wire.FaultProxy;
import io.github.pgrehearse.wire.HttpFaultProxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;

/// What a test of the service plays in: a database and a bucket, each behind a line that can break,
/// and the packaged program with settings that lead there.
final class ServeScene implements AutoCloseable {

    static final String PREFIX = "backups";

    /// The platform kills who takes longer.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final S3Server server;
    private final String bucket;
    private final FaultProxy database;
    private final HttpFaultProxy store;
    private final S3Store direct;
    private final Path temporary;
    private final PackagedProgram program;
    private final int port;
    private final String name;

    ServeScene(TestServer postgres, String name, S3Server server, Path directory)
            throws IOException {
        this.server = server;
        this.bucket = server.createBucket();
        this.database = FaultProxy.to(postgres.server().port());
        this.store = HttpFaultProxy.to(server.endpoint());
        this.direct = new S3Store(server.bucket(bucket), Patience.LONG, new Traffic());
        this.temporary = Files.createDirectories(directory.resolve("temporary"));
        for (Path each : List.of(directory, temporary)) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        this.port = freePort();
        this.name = name;
        String url = postgres.server().connectionUri(name).reveal();
        this.program =
                PackagedProgram.withoutSettings()
                        .with("HOME", directory.toString())
                        .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary)
                        .with(
                                "DATABASE_URL",
                                url.replace(
                                        ":" + postgres.server().port() + "/",
                                        ":" + database.port() + "/"))
                        .with("S3_ENDPOINT", store.endpoint().toString())
                        .with("S3_BUCKET", bucket)
                        .with("S3_ACCESS_KEY_ID", server.accessKeyId())
                        .with("S3_SECRET_ACCESS_KEY", server.secretAccessKey().reveal())
                        .with("BACKUP_PREFIX", PREFIX)
                        .with("PORT", Integer.toString(port))
                        .with("VERIFY_TARGET", "ephemeral");
    }

    /// The port of its health.
    int port() {
        return port;
    }

    /// The database, as the program names it.
    String target() {
        return "127.0.0.1:%d/%s".formatted(database.port(), name);
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /// The status of the answer to this path on the health port, and its text.
    String ask(String path) throws IOException, InterruptedException {
        return ask(port, path);
    }

    static String ask(int port, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }

    /// The line to the database.
    FaultProxy database() {
        return database;
    }

    /// The line to the store.
    HttpFaultProxy store() {
        return store;
    }

    /// The program, with intervals that never end: backup and drill come once.
    PackagedProgram program() {
        return program;
    }

    /// What is there, asked past the line.
    Catalog catalog() {
        return new Catalog(direct, PREFIX);
    }

    List<CatalogEntry> backups() throws IOException {
        return catalog().list();
    }

    /// Makes of the newest backup one that is years old, and says what it is called.
    String plantOldBackup() throws IOException {
        String newest = backups().getFirst().name().toString();
        String old = "backup_20200207_143022";
        for (String key : server.objects(bucket)) {
            byte[] content = server.content(bucket, key);
            byte[] aged =
                    key.endsWith(".manifest.json")
                            ? new String(content, StandardCharsets.UTF_8)
                                    .replace(newest, old)
                                    .getBytes(StandardCharsets.UTF_8)
                            : content;
            server.client()
                    .putObject(
                            put -> put.bucket(bucket).key(key.replace(newest, old)),
                            RequestBody.fromBytes(aged));
        }
        return old;
    }

    /// Takes a backup past all faults.
    void backUp() throws IOException, InterruptedException {
        ProgramRun run = program.run("backup");
        assertThat(run.status()).as(run.all()).isZero();
    }

    /// Tells the program to end, and requires it to do so in time, by the signal, without an error,
    /// and to leave nothing behind.
    ProgramRun end(RunningProgram running, String signal, int status)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        running.signal(signal);
        ProgramRun run = running.await();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as(run.all()).isLessThan(GRACE);
        assertThat(run.status()).as(run.all()).isEqualTo(status);
        assertThat(run.lines("INFO")).as(run.all()).endsWith("Stopping", "Stopped");
        assertThat(run.all()).doesNotContain("Exception", "ERROR: ", "WARNING: ");
        leavesNothing(run);
        return run;
    }

    private void leavesNothing(ProgramRun run) throws IOException, InterruptedException {
        store.mend();
        database.mend();
        Eventually.holds("the end of every program", () -> processes().isEmpty());
        assertThat(backups())
                .as(run.all())
                .allMatch(entry -> entry.state() == CatalogEntry.State.WHOLE)
                .allMatch(entry -> entry.marker().isEmpty());
        assertThat(server.multipartUploads(bucket)).as(run.all()).isEmpty();
        assertThat(temporary).as(run.all()).isEmptyDirectory();
    }

    /// The processes that were started with this scene's settings, or in its directory.
    private List<ProcessHandle> processes() {
        String place = temporary.toString();
        String port = "PGPORT=" + database.port() + "\0";
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    String environment = read(process, "environ");
                    return environment.contains(port)
                            || environment.contains(place)
                            || read(process, "cmdline").contains(place);
                })
                .toList();
    }

    /// A file of `/proc` on a process; nothing of one that has ended.
    static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(
                    Path.of("/proc", "" + process.pid(), file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
        database.close();
        direct.close();
    }
}
