package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Bucket;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFaultProxy;
import io.github.pgrehearse.wire.WireRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Restores and fetches from a bucket, over a line that can break.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class RestoreFromBucketIT {

    /// Of an answer: past its head, and far from its end.
    private static final long MIDDLE = 100_000;

    /// No head is longer.
    private static final long HEAD = 3_000;

    private static final Patience HASTY =
            new Patience(
                    3,
                    Duration.ofMillis(5),
                    Duration.ofMillis(20),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30));

    @TempDir private Path files;

    private final TestServer postgres;
    private final S3Bucket bucket;
    private final HttpFaultProxy line;
    private final PackagedProgram program;

    RestoreFromBucketIT(TestServer postgres, S3Server server) throws IOException {
        this.postgres = postgres;
        this.line = HttpFaultProxy.to(server.endpoint());
        S3Bucket direct = server.bucket(server.createBucket());
        this.bucket =
                new S3Bucket(
                        line.endpoint(),
                        direct.name(),
                        direct.region(),
                        direct.pathStyle(),
                        direct.accessKeyId(),
                        direct.secretAccessKey(),
                        direct.authorities());
        this.program =
                PackagedProgram.withoutSettings()
                        .with("HOME", "/")
                        .with("S3_ENDPOINT", bucket.endpoint().toString())
                        .with("S3_BUCKET", bucket.name())
                        .with("S3_ACCESS_KEY_ID", server.accessKeyId())
                        .with("S3_SECRET_ACCESS_KEY", server.secretAccessKey().reveal())
                        .with("BACKUP_PREFIX", "backups");
    }

    @BeforeAll
    void backUp() throws Exception {
        String database = postgres.createDatabase();
        postgres.runText(
                database,
                """
                CREATE TABLE filling AS SELECT i, md5(i::text) FROM generate_series(1, 20000) AS i;
                SELECT lo_from_bytea(0, 'large');
                """);
        RestoreScene.succeeds(program.with("DATABASE_URL", url(database)).run("backup"));
    }

    @BeforeEach
    void mend() throws IOException {
        line.renew();
    }

    @AfterAll
    void close() throws IOException {
        line.close();
    }

    private String url(String database) {
        return postgres.server().connectionUri(database).reveal();
    }

    private static boolean asksForTheDump(WireRequest request) {
        return request.method().equals("GET") && request.path().endsWith(".sql.gz");
    }

    private Path file() {
        return files.resolve("dump");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            return all.toList();
        }
    }

    @Test
    void bringsEverythingBackOverALineThatBreaksOnce() throws Exception {
        line.breakThose(
                RestoreFromBucketIT::asksForTheDump,
                1,
                new HttpFault.CutAnswer(MIDDLE, HttpFault.Cut.RESET));
        String target = postgres.createDatabase();

        ProgramRun run = program.with("RESTORE_DATABASE_URL", url(target)).run("restore");

        RestoreScene.succeeds(run);
        assertThat(run.out()).contains("20000 rows in 1 tables, each compared", "all is back");
        assertThat(line.struck()).isEqualTo(1);
    }

    @Test
    void leavesNoFileWhereEveryAnswerIsCut() throws Exception {
        line.breakThose(
                RestoreFromBucketIT::asksForTheDump,
                HttpFaultProxy.FOR_EVER,
                new HttpFault.CutAnswer(0, HttpFault.Cut.END));
        try (S3Store store = new S3Store(bucket, HASTY, new Traffic());
                OutputFile file = OutputFile.create(file(), false)) {
            Fetch fetch = new Fetch(store, new Catalog(store, "backups"), new RecordingLog());

            assertThatExceptionOfType(Failure.Store.class)
                    .isThrownBy(() -> fetch.run("latest", Instant.now(), Fetch.Part.DUMP, file))
                    .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(30));
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void leavesNoFileOfAnAnswerWithAnotherBit() throws Exception {
        line.breakThose(
                RestoreFromBucketIT::asksForTheDump,
                HttpFaultProxy.FOR_EVER,
                new HttpFault.FlipBit(8 * MIDDLE));

        ProgramRun plain = program.run("fetch", "latest", "-o", file().toString());
        ProgramRun stored = program.run("fetch", "latest", "--as-stored", "-o", file().toString());

        assertThat(List.of(plain.status(), stored.status()))
                .as(plain.all() + stored.all())
                .isSubsetOf(30, 40);
        assertThat(plain.errors()).hasSize(1);
        assertThat(stored.errors()).hasSize(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void leavesNoFileWhenItIsInterrupted() throws Exception {
        ProgramRun run =
                interrupted(
                        () -> left().size() == 1 && Files.size(left().getFirst()) > MIDDLE - HEAD,
                        program,
                        "fetch",
                        "latest",
                        "--as-stored",
                        "-o",
                        file().toString());

        assertThat(lastLine(run)).contains("What was begun has been undone.");
        assertThat(left()).isEmpty();
    }

    @Test
    void saysThatAnOutputIsNotWholeWhenItIsInterrupted() throws Exception {
        ProgramRun run = interrupted(() -> line.silent() > 0, program, "fetch", "latest");

        assertThat(lastLine(run)).contains("is not whole: use nothing of it.");
    }

    @Test
    void saysWhatIsLeftWhenItIsInterruptedWhileTheStoreIsSilent() throws Exception {
        String target = postgres.createDatabase();

        ProgramRun run =
                interrupted(
                        () ->
                                sessions(target, "wait_event = 'ClientRead' AND query ~ '^COPY'")
                                        == 1,
                        program.with("RESTORE_DATABASE_URL", url(target)),
                        "restore");

        assertThat(lastLine(run)).contains("State of the target: nothing was committed");
        Eventually.asks("psql's session is gone", () -> sessions(target, "true") == 0);
        assertThat(RestoreScene.ask(postgres, target, "SELECT to_regclass('filling') IS NULL"))
                .isEqualTo("t");
    }

    private static String lastLine(ProgramRun run) {
        return run.all().strip().lines().toList().getLast();
    }

    private int sessions(String database, String condition) throws SQLException {
        return Integer.parseInt(
                RestoreScene.ask(
                        postgres,
                        "postgres",
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND %s"
                                .formatted(database, condition)));
    }

    /// By Ctrl-C, in the middle of the dump, when all is used up that came of it.
    private ProgramRun interrupted(Callable<Boolean> waits, PackagedProgram by, String... words)
            throws Exception {
        line.breakThose(
                RestoreFromBucketIT::asksForTheDump,
                HttpFaultProxy.FOR_EVER,
                new HttpFault.CutAnswer(MIDDLE, HttpFault.Cut.STALL));
        try (RunningProgram running = by.start(words)) {
            Eventually.asks("it waits", () -> !running.isAlive() || waits.call());
            running.signal("INT");
            ProgramRun run = running.await();
            assertThat(run.status()).as(run.all()).isEqualTo(130);
            assertThat(run.errors()).as(run.all()).hasSize(1);
            return run;
        }
    }
}
