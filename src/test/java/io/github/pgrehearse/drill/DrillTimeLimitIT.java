package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Bucket;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.stream.Compression;
import io.github.pgrehearse.wire.FaultProxy;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a drill waits for in vain, it is over when its time is, and leaves nothing.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DrillTimeLimitIT {

    /// What may be needed to end a server, on a machine that has much else to do.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private String database = "";
    private Duration limit = Duration.ofSeconds(4);
    private Path directory = Path.of("");
    private DrillTrial trial;

    @BeforeAll
    void makeDatabase(TestServer server, @TempDir Path place) throws IOException {
        database = server.createDatabase();
        server.runText(
                database,
                "CREATE TABLE a AS SELECT i, md5(i::text) FROM generate_series(1, 50000) AS i;");
        trial = new DrillTrial(server, place);
        trial.backUp(database);
        // more than a drill takes that nothing stops, however much else this machine has to do
        Duration usual = trial.proves().took();
        limit = Duration.ofSeconds(limit.plus(usual.multipliedBy(2)).toSeconds());
    }

    @BeforeEach
    void backUp(TestServer server, @TempDir Path place) throws IOException {
        directory = place;
        trial = new DrillTrial(server, place);
        trial.backUp(database);
    }

    private Outcome isOverInTime(String stage) throws IOException {
        DrillPlan plan = new DrillPlan(DataProof.FULL, limit, Optional.empty(), "test");
        long began = System.nanoTime();
        Outcome outcome = trial.drill("latest", plan);
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(outcome.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(took).isLessThan(limit.plus(GRACE));
        assertThat(trial.log())
                .filteredOn(line -> line.startsWith("ERROR"))
                .singleElement()
                .asString()
                .startsWith(
                        "ERROR Restore timed out [%s: not over after %d s]. "
                                .formatted(stage, limit.toSeconds()))
                .contains("VERIFY_TIMEOUT");
        assertThat(trial.log()).noneMatch(line -> line.contains("Failed to cleanup"));
        return outcome;
    }

    @Test
    void theDumpIsEndless() throws Exception {
        trial.backUp(Compression.NONE, database);
        trial.set(scenery -> scenery.with(Endless::new));

        isOverInTime("restore");
    }

    @Test
    void theRestoreStandsStill() throws Exception {
        trial.sabotage("SELECT pg_catalog.pg_sleep(600);");

        DrillReport report = isOverInTime("restore").report().orElseThrow();

        assertThat(report.obstacle()).isPresent();
        assertThat(trial.reportNames()).singleElement().asString().contains(".unproven.");
    }

    @Test
    void initdbStandsStill(TestServer server) throws Exception {
        Path programs = Files.createDirectory(directory.resolve("bin"));
        Path real = server.server().programs().bin();
        for (String program : List.of("postgres", "psql", "pg_dump", "pg_dumpall")) {
            script(programs.resolve(program), "exec %s/%s \"$@\"".formatted(real, program));
        }
        script(programs.resolve("initdb"), "sleep 600");
        Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
        trial.set(scenery -> scenery.by(programs));

        isOverInTime("sandbox");
    }

    private static void script(Path program, String text) throws IOException {
        Files.writeString(program, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void anotherHoldsWhatDatabasesAreMadeOf(TestServer server) throws Exception {
        trial.restoreOn(uri(server, server.server().port()));
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("COMMENT ON DATABASE template0 IS 'held'");

            isOverInTime("sandbox");

            connection.rollback();
        }
        assertThat(sandboxes(server)).isEmpty();
    }

    @Test
    void theSandboxsServerFallsSilent(TestServer server) throws Exception {
        try (FaultProxy line = FaultProxy.to(server.server().port())) {
            trial.restoreOn(uri(server, line.port()));
            line.only(1); // which makes the databases
            line.stallAfter(1_000);

            isOverInTime("sandbox");

            assertThat(line.struck()).isTrue();
        }
        assertThat(sandboxes(server)).isEmpty();
    }

    @Test
    void theStoreFallsSilent(S3Server server) throws Exception {
        String bucket = server.createBucket();
        try (HttpFaultProxy line = HttpFaultProxy.to(server.endpoint());
                S3Store store = bucket(server, bucket, line)) {
            copyTo(store);
            trial.set(scenery -> scenery.with(_ -> store));
            line.breakThose(
                    request -> request.path().endsWith(".sql.gz"),
                    HttpFaultProxy.FOR_EVER,
                    new HttpFault.CutAnswer(100_000, HttpFault.Cut.STALL));

            isOverInTime("restore");
        }
    }

    @Test
    void theStoreNeverAnswers(S3Server server) throws Exception {
        String bucket = server.createBucket();
        try (HttpFaultProxy line = HttpFaultProxy.to(server.endpoint());
                S3Store store = bucket(server, bucket, line)) {
            trial.set(scenery -> scenery.with(_ -> store));
            line.breakFrom(1, new HttpFault.CutAnswer(0, HttpFault.Cut.STALL));

            assertThat(isOverInTime("begin").report()).isEmpty();
        }
    }

    private static S3Store bucket(S3Server server, String bucket, HttpFaultProxy line)
            throws IOException {
        return new S3Store(
                new S3Bucket(
                        line.endpoint(),
                        bucket,
                        "us-east-1",
                        true,
                        server.accessKeyId(),
                        server.secretAccessKey(),
                        Optional.empty()),
                Patience.LONG,
                new Traffic());
    }

    private void copyTo(ObjectStore store) throws IOException {
        ObjectStore here = new DirectoryStore(directory.resolve("store"), new Traffic());
        for (StoredObject object : here.list("backups")) {
            try (InputStream in = here.open(object.key());
                    ObjectWriter out = store.create(object.key(), object.size())) {
                in.transferTo(out);
                out.commit();
            }
        }
    }

    private static ConnectionUri uri(TestServer server, int port) {
        String uri = server.server().connectionUri("postgres").reveal();
        return ConnectionUri.parse(uri.replace(":" + server.server().port(), ":" + port), Map.of());
    }

    private static List<String> sandboxes(TestServer server) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT datname FROM pg_database WHERE datname LIKE 'verify%'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    /// A store of which a dump has no end.
    private record Endless(ObjectStore store) implements ObjectStore {

        @Override
        public void probe() throws IOException {
            store.probe();
        }

        @Override
        public InputStream open(ObjectKey key) throws IOException {
            if (!key.value().endsWith(".sql") || key.value().endsWith(".globals.sql")) {
                return store.open(key);
            }
            return new InputStream() {
                @Override
                public int read() {
                    return '\n';
                }
            };
        }

        @Override
        public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
            return store.create(key, sizeHint);
        }

        @Override
        public Optional<StoredObject> head(ObjectKey key) throws IOException {
            return store.head(key);
        }

        @Override
        public List<StoredObject> list(String folder) throws IOException {
            return store.list(folder);
        }

        @Override
        public void delete(ObjectKey key) throws IOException {
            store.delete(key);
        }

        @Override
        public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
            return store.sweep(folder, dead);
        }
    }
}
