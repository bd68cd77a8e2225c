package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.TestPrograms;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Restores to servers of other majors than the one that was backed up, and to one that dies.
@ExtendWith(TestServers.Provided.class)
@Timeout(300)
final class RestoreElsewhereIT {

    @TempDir Path directory;

    private RestoreScene scene;
    private String programs;

    @BeforeEach
    void set() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        scene = new RestoreScene(directory);
        programs =
                TestPrograms.clients(TestPrograms.CLIENTS).stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(":"));
    }

    private PackagedProgram program() {
        return scene.program().with("PG_BIN_DIR", programs);
    }

    private void backUp(TestServer server, String sql) throws Exception {
        String database = server.createDatabase();
        server.runText(database, sql);
        RestoreScene.succeeds(
                program()
                        .with("DATABASE_URL", server.server().connectionUri(database).reveal())
                        .run("backup"));
    }

    private ProgramRun restore(TestServer server, String database) throws Exception {
        return program()
                .with("RESTORE_DATABASE_URL", server.server().connectionUri(database).reveal())
                .run("restore");
    }

    @Test
    void restoresToAnOlderServerWhatThatKnows(TestServers servers) throws Exception {
        backUp(
                servers.of(17),
                """
                CREATE TABLE t (a int PRIMARY KEY, b text);
                INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 100) AS i;
                SELECT lo_from_bytea(0, 'large');
                CREATE SUBSCRIPTION far CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false);
                """);
        TestServer older = servers.of(14);
        String target = older.createDatabase();

        ProgramRun run = restore(older, target);

        RestoreScene.succeeds(run);
        assertThat(run.out())
                .contains(
                        "The target is older than the server that was backed up [",
                        "Left out: SET transaction_timeout",
                        "100 rows in 1 tables, each compared");
        assertThat(RestoreScene.ask(older, target, "SELECT count(*) FROM t")).isEqualTo("100");
    }

    @Test
    void leavesAnOlderServerAsItWasThatDoesNotKnowAStatement(TestServers servers) throws Exception {
        backUp(
                servers.of(17),
                """
                CREATE TABLE first AS SELECT 1 AS a;
                CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT);
                """);
        TestServer older = servers.of(14);
        String target = older.createDatabase();

        RestoreScene.fails(
                restore(older, target), 20, "Restore failed [", "42601", "nothing was committed");
        assertThat(RestoreScene.ask(older, target, "SELECT to_regclass('first') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void bringsSubscriptionsBackDisabled(TestServers servers) throws Exception {
        backUp(
                servers.of(17),
                "CREATE SUBSCRIPTION far CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false);");
        TestServer newer = servers.of(18);
        String target = newer.createDatabase();

        ProgramRun run = restore(newer, target);

        RestoreScene.succeeds(run);
        assertThat(run.out()).contains("Subscription far is disabled");
        assertThat(
                        RestoreScene.ask(
                                newer,
                                target,
                                "SELECT subenabled FROM pg_subscription WHERE subname = 'far'"))
                .isEqualTo("f");
        RestoreScene.ask(newer, target, "ALTER SUBSCRIPTION far SET (slot_name = NONE)");
        RestoreScene.ask(newer, target, "DROP SUBSCRIPTION far");
    }

    @Test
    void saysWhatIsLeftWhenTheServerIsKilled(TestServers servers) throws Exception {
        backUp(
                servers.of(15),
                """
                CREATE TABLE orders (id serial PRIMARY KEY);
                CREATE TABLE filling AS SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 20000) AS i;
                """);
        try (EphemeralServer server =
                EphemeralServer.start(
                        TestPrograms.server(15), directory, EphemeralServer.Options.defaults())) {
            String url = server.connectionUri("postgres").reveal();
            try (Connection holder =
                            DriverManager.getConnection(
                                    "jdbc:postgresql://%s:%d/postgres"
                                            .formatted(server.host(), server.port()),
                                    server.user(),
                                    server.password().reveal());
                    Statement statement = holder.createStatement()) {
                holder.setAutoCommit(false);
                statement.execute("LOCK TABLE pg_catalog.pg_attrdef IN ACCESS EXCLUSIVE MODE");
                try (RunningProgram running =
                        program().with("RESTORE_DATABASE_URL", url).start("restore")) {
                    Eventually.asks(
                            "the restore waits",
                            () ->
                                    !running.isAlive()
                                            || RestoreScene.ask(
                                                            server,
                                                            "template1",
                                                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                                                    .equals("1"));
                    ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
                    RestoreScene.fails(
                            running.await(), 20, "Restore failed [", "nothing was committed");
                }
            }
        }
    }
}
