package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.WireRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The service is told to end, in every stage of a backup and of a drill.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServeStoppedIT {

    private static String database = "";

    private ServeScene scene;

    /// A dump of some parts, whose restore elsewhere takes an hour: what is refreshed there waits.
    @BeforeAll
    static void fill(TestServer server) throws IOException {
        database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 66000) AS i;
                CREATE MATERIALIZED VIEW slow AS
                SELECT pg_sleep(CASE WHEN current_database() = '%s' THEN 0 ELSE 3600 END)::text AS slept;
                """
                        .formatted(database));
    }

    @BeforeEach
    void prepare(TestServer postgres, S3Server server, @TempDir Path directory) throws IOException {
        scene = new ServeScene(postgres, database, server, directory);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static Predicate<WireRequest> request(String method, String part) {
        return request ->
                request.method().equals(method)
                        && (request.path() + "?" + request.query()).contains(part);
    }

    private void stall(String method, String part) {
        scene.store()
                .breakThose(
                        request(method, part), 1, new HttpFault.CutAnswer(0, HttpFault.Cut.STALL));
    }

    private void awaitSilence(RunningProgram running) throws InterruptedException {
        Eventually.holds("a silent store", () -> scene.store().silent() > 0 || !running.isAlive());
        assertThat(running.isAlive()).as(running.out()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void whileItWaits(String signal, int status) throws Exception {
        scene.backUp();
        try (RunningProgram running = scene.program().start("serve", "backup")) {
            running.awaitOutput("Next backup in ");
            scene.end(running, signal, status);
        }
        assertThat(scene.backups()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 400, 1200})
    void whileTheDatabaseIsSilent(long bytes) throws Exception {
        scene.database().stallAfter(bytes);
        try (RunningProgram running = scene.program().start("serve", "backup")) {
            Eventually.holds("silence", () -> scene.database().struck());
            scene.end(running, "TERM", 143);
        }
        assertThat(scene.backups()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "the listing, GET, list-type",
        "the mark, PUT, .unfinished",
        "the globals, PUT, .globals.sql",
        "the beginning of the upload, POST, uploads",
        "a part, PUT, partNumber",
        "the end of the upload, POST, uploadId",
        "the manifest, PUT, .manifest.json",
    })
    void whileTheStoreIsSilentIn(String stage, String method, String part) throws Exception {
        stall(method, part);
        try (RunningProgram running =
                scene.program().with("COMPRESSION", "none").start("serve", "backup")) {
            awaitSilence(running);
            ProgramRun run = scene.end(running, "TERM", 143);
            assertThat(run.out()).as(stage).doesNotContain("Next backup");
        }
        assertThat(scene.backups()).as(stage).hasSizeLessThan(2);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void whileTheDumpWaitsForATable(String signal, int status, TestServer server) throws Exception {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE filling");
            try (RunningProgram running = scene.program().start("serve", "backup")) {
                running.awaitOutput("Dumping database...");
                scene.end(running, signal, status);
            }
        }
        assertThat(scene.backups()).isEmpty();
    }

    @Test
    void whileTheDrillsServerStarts() throws Exception {
        scene.backUp();
        try (RunningProgram running = scene.program().start("serve", "verify")) {
            running.awaitOutput("Starting drill of");
            scene.end(running, "TERM", 143);
        }
        hasNoReport();
    }

    @Test
    void whileADrillDownloads() throws Exception {
        scene.backUp();
        scene.store()
                .breakThose(
                        request("GET", ".sql.gz"),
                        1,
                        new HttpFault.CutAnswer(100_000, HttpFault.Cut.STALL));
        try (RunningProgram running = scene.program().start("serve", "verify")) {
            awaitSilence(running);
            scene.end(running, "TERM", 143);
        }
        hasNoReport();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void whileADrillRestores(String signal, int status) throws Exception {
        scene.backUp();
        try (RunningProgram running = scene.program().start("serve")) {
            running.awaitOutput("Restoring into");
            Eventually.holds("psql", () -> running.child("psql").isPresent());
            scene.end(running, signal, status);
        }
        hasNoReport();
    }

    /// While it stores its report, the sandbox is gone already.
    @Test
    void whileADrillStoresItsReport() throws Exception {
        scene.backUp();
        stall("PUT", ".drill_");
        try (RunningProgram running =
                scene.program().with("VERIFY_TIMEOUT", "3").start("serve", "verify")) {
            awaitSilence(running);
            scene.end(running, "TERM", 143);
        }
    }

    private void hasNoReport() throws IOException {
        assertThat(scene.backups())
                .singleElement()
                .extracting(CatalogEntry::reports)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .isEmpty();
    }
}
