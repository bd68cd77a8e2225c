package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Restores where the disk, or the room for locks, is too small, and where there is no manifest.
@ExtendWith(TestServer.Provided.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class RestoreLimitsIT {

    private static final String TABLES = "SELECT count(*) FROM pg_tables WHERE tablename ~ '^t\\d'";

    private final TestServer server;
    private Path directory = Path.of("");
    private RestoreScene scene = new RestoreScene(directory);

    RestoreLimitsIT(TestServer server) {
        this.server = server;
    }

    @BeforeAll
    void backUp(@TempDir Path given) throws Exception {
        Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-xr-x"));
        directory = given;
        scene = new RestoreScene(given);
        String source = server.createDatabase();
        server.runText(
                source,
                """
                DO $$ BEGIN
                    FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE t%s (a int)', i); END LOOP;
                END $$;
                CREATE TABLE filling AS SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 20000) AS i;
                CREATE INDEX ON filling (text);
                """);
        RestoreScene.succeeds(
                scene.program()
                        .with("COMPRESSION", "zstd")
                        .with("DATABASE_URL", url(server.server(), source))
                        .run("backup"));
    }

    private static String url(EphemeralServer server, String database) {
        return server.connectionUri(database).reveal();
    }

    @Test
    void commitsNothingWhenTheTargetsDiskIsFull() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(server, directory.resolve("small"))) {
            RestoreScene.fails(
                    scene.restore(url(server.server(), disk.database())),
                    20,
                    "Restore failed [",
                    disk.words(),
                    "nothing was committed");
            assertThat(RestoreScene.ask(server, disk.database(), TABLES)).isEqualTo("0");
        }
    }

    @Test
    void restoresStatementByStatementWhatNeedsTooManyLocks() throws Exception {
        try (EphemeralServer small = smallServer()) {
            RestoreScene.ask(small, "postgres", "CREATE DATABASE d TEMPLATE template0");

            ProgramRun run = scene.restore(url(small, "d"));

            RestoreScene.succeeds(run);
            assertThat(run.lines("WARNING"))
                    .anyMatch(
                            line -> line.startsWith("One transaction would need too many locks ["));
            assertThat(run.out()).contains("301 tables, each compared; 0 sequences");

            withoutItsManifest(small);
            withoutItsEnd(small);
        }
    }

    private EphemeralServer smallServer() throws IOException {
        return EphemeralServer.start(
                server.server().programs(),
                directory,
                EphemeralServer.Options.defaults()
                        .with("max_locks_per_transaction", "10")
                        .with("max_connections", "10"));
    }

    /// How many locks it will need is not known then.
    private void withoutItsManifest(EphemeralServer small) throws Exception {
        RestoreScene another = alone("another");
        RestoreScene.ask(small, "postgres", "CREATE DATABASE other TEMPLATE template0");

        RestoreScene.fails(
                another.restore(url(small, "other")),
                20,
                "out of shared memory",
                "Raise max_locks_per_transaction of the server, or use --piecewise.",
                "nothing was committed");
        assertThat(RestoreScene.ask(small, "other", TABLES)).isEqualTo("0");

        ProgramRun run = another.restore(url(small, "other"), "--piecewise");
        RestoreScene.succeeds(run);
        assertThat(run.lines("WARNING"))
                .anyMatch(line -> line.startsWith("There is no manifest ["));
        assertThat(run.out()).contains("20000 rows in 301 tables, counted", "all is back");
    }

    private void withoutItsEnd(EphemeralServer small) throws Exception {
        RestoreScene cut = alone("cut");
        byte[] whole = Files.readAllBytes(cut.dump());
        Files.write(cut.dump(), Arrays.copyOf(whole, whole.length - 100));
        RestoreScene.ask(small, "postgres", "CREATE DATABASE part TEMPLATE template0");

        RestoreScene.fails(
                cut.restore(url(small, "part"), "--piecewise"), 40, "holds a part of the backup");
        assertThat(RestoreScene.ask(small, "part", TABLES)).isEqualTo("300");
    }

    /// A store with the dump and nothing else, as another tool leaves it.
    private RestoreScene alone(String name) throws IOException {
        RestoreScene other = new RestoreScene(Files.createDirectory(directory.resolve(name)));
        Files.createDirectories(other.folder());
        Path dump = scene.dump();
        Files.copy(dump, other.folder().resolve(dump.getFileName()));
        return other;
    }
}
