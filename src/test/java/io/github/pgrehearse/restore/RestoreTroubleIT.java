package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong while a backup is restored does no damage to what was there, and is told.
@ExtendWith(TestServer.Provided.class)
@Timeout(300)
final class RestoreTroubleIT {

    @TempDir Path directory;

    private RestoreScene scene;
    private EphemeralServer server;
    private TestServer test;
    private String source;
    private String target;

    @BeforeEach
    void backUp(TestServer given) throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        scene = new RestoreScene(directory);
        test = given;
        server = given.server();
        source = given.createDatabase();
        given.runText(
                source,
                """
                CREATE SCHEMA other;
                CREATE SCHEMA aside;
                CREATE TABLE customers (id int PRIMARY KEY, name text);
                INSERT INTO customers SELECT i, md5(i::text) FROM generate_series(1, 300) AS i;
                CREATE TABLE orders (id serial, customer int REFERENCES customers, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
                CREATE TABLE other.orders_1 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
                CREATE INDEX "odd; index" ON orders (customer);
                COMMENT ON INDEX "odd; index" IS 'a comment';
                INSERT INTO orders (customer, at) SELECT i, '2024-02-07' FROM generate_series(1, 300) AS i;
                CREATE TABLE aside.notes (id int GENERATED ALWAYS AS IDENTITY, of int REFERENCES customers (id));
                INSERT INTO aside.notes (of) VALUES (1), (2);
                CREATE TABLE filling AS SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 20000) AS i;
                SELECT lo_from_bytea(0, 'large');
                """);
        scene.backUp(server, source);
        target = given.createDatabase();
    }

    private String url() {
        return server.connectionUri(target).reveal();
    }

    private String ask(String query) throws Exception {
        return RestoreScene.ask(test, target, query);
    }

    private void isEmpty() throws Exception {
        assertThat(
                        ask(
                                "SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p', 'S')"))
                .isEqualTo("0");
        assertThat(ask("SELECT count(*) FROM pg_largeobject_metadata")).isEqualTo("0");
    }

    @Test
    void restoresIntoAnEmptyDatabase() throws Exception {
        ProgramRun run = scene.restore(url());

        RestoreScene.succeeds(run);
        assertThat(run.out())
                .contains("in one transaction", "20602 rows in 4 tables", "1 large objects");
    }

    @Test
    void restoresATableWithWhatBelongsToIt() throws Exception {
        ask("CREATE TABLE precious AS SELECT 1 AS a");

        ProgramRun run = scene.restore(url(), "--table", "public.orders");

        RestoreScene.succeeds(run);
        assertThat(ask("SELECT count(*) FROM orders")).isEqualTo("300");
        assertThat(ask("SELECT nextval('orders_id_seq')")).isEqualTo("301");
        assertThat(ask("SELECT indexname FROM pg_indexes WHERE tablename = 'orders' ORDER BY 1"))
                .isEqualTo("odd; index,orders_pkey");
        assertThat(ask("SELECT obj_description('\"odd; index\"'::regclass)"))
                .isEqualTo("a comment");
        assertThat(ask("SELECT to_regclass('customers') IS NULL")).isEqualTo("t");
        assertThat(ask("SELECT a FROM precious")).isEqualTo("1");
        assertThat(run.out())
                .contains("Left out: ALTER TABLE ADD CONSTRAINT of public.orders, which needs");
        RestoreScene.fails(scene.restore(url(), "--table", "orders"), 11, "table public.orders");
    }

    @Test
    void restoresASchema() throws Exception {
        ProgramRun run = scene.restore(url(), "--schema", "aside");

        RestoreScene.succeeds(run);
        assertThat(ask("SELECT count(*) FROM aside.notes")).isEqualTo("2");
        assertThat(ask("INSERT INTO aside.notes (of) VALUES (9) RETURNING id")).isEqualTo("3");
        assertThat(ask("SELECT to_regclass('customers') IS NULL")).isEqualTo("t");
        RestoreScene.fails(
                scene.restore(url(), "--schema", "nowhere"), 2, "No such schema in the backup");
    }

    @Test
    void commitsNothingOfADamagedDump() throws Exception {
        byte[] bytes = Files.readAllBytes(scene.dump());
        bytes[bytes.length - 6] ^= 1;
        Files.write(scene.dump(), bytes);

        RestoreScene.fails(scene.restore(url()), 40, "nothing was committed");
        isEmpty();
    }

    @Test
    void commitsNothingWhenTheConnectionIsLost() throws Exception {
        interruptedBy(
                _ ->
                        RestoreScene.ask(
                                test,
                                "postgres",
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'"
                                        .formatted(target)),
                20,
                "Restore failed [");
        isEmpty();
        RestoreScene.ask(test, source, "SELECT 1");
    }

    @Test
    void saysWhatIsLeftWhenItIsInterrupted() throws Exception {
        interruptedBy(running -> running.signal("INT"), 130, "State of the target: nothing was");
        Eventually.holds("psql's session is gone", () -> sessions().equals("0"));
        isEmpty();
    }

    private String sessions() {
        try {
            return RestoreScene.ask(
                    test,
                    "postgres",
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s'".formatted(target));
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    private interface Blow {
        void strike(RunningProgram running) throws Exception;
    }

    /// Holds the restore up at a lock that somebody has, in the middle of it.
    private void interruptedBy(Blow blow, int status, String words) throws Exception {
        try (var holder = test.connect(target);
                var statement = holder.createStatement()) {
            // the restore cannot make a relation while somebody locks the list of them
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE pg_catalog.pg_attrdef IN ACCESS EXCLUSIVE MODE");
            try (RunningProgram running =
                    scene.program().with("RESTORE_DATABASE_URL", url()).start("restore")) {
                Eventually.holds("the restore waits", () -> !running.isAlive() || waits());
                blow.strike(running);
                ProgramRun run = running.await();
                assertThat(run.status()).as(run.all()).isEqualTo(status);
                assertThat(run.errors()).as(run.all()).anyMatch(line -> line.contains(words));
            }
        }
    }

    private boolean waits() {
        try {
            return RestoreScene.ask(
                            test,
                            "postgres",
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = '%s' AND wait_event_type = 'Lock'"
                                    .formatted(target))
                    .equals("1");
        } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsAPartWhereThatIsWanted() throws Exception {
        ask(
                "CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no index today''; END'");
        ask(
                "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN tag IN ('CREATE INDEX') EXECUTE FUNCTION public.refuse()");

        RestoreScene.fails(scene.restore(url(), "--table", "orders"), 20, "nothing was committed");
        assertThat(ask("SELECT to_regclass('orders') IS NULL")).isEqualTo("t");
        RestoreScene.fails(
                scene.restore(url(), "--table", "orders", "--piecewise"),
                20,
                "no index today",
                "holds a part of the backup");
        assertThat(ask("SELECT count(*) FROM orders")).isEqualTo("300");
    }

    @Test
    void dropsADatabaseWhenItsNameWasTyped() throws Exception {
        ask("CREATE TABLE precious AS SELECT 1 AS a");

        ProgramRun refused = typed("yes");
        RestoreScene.fails(refused, 2, "The database was not dropped");
        assertThat(refused.out())
                .contains(
                        "This drops the database %s with table public.precious.".formatted(target));
        assertThat(ask("SELECT a FROM precious")).isEqualTo("1");

        RestoreScene.succeeds(typed(target));
        assertThat(ask("SELECT to_regclass('precious') IS NULL")).isEqualTo("t");
        assertThat(ask("SELECT count(*) FROM orders")).isEqualTo("300");
    }

    /// At a terminal, on which somebody types an answer.
    private ProgramRun typed(String answer) throws Exception {
        return scene.program()
                .with("RESTORE_DATABASE_URL", url())
                .by(
                        "sh",
                        "-c",
                        "answer=$1; shift; echo \"$answer\" | script -qec \"$*\" /dev/null",
                        "sh",
                        answer)
                .run("restore", "--create", "--force");
    }

    @Test
    void warnsOfAPasswordOnTheCommandLine() throws Exception {
        ProgramRun run = scene.program().run("restore", "--dry-run", "--to", url());

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.lines("WARNING"))
                .anyMatch(line -> line.startsWith("The password in --to can be seen"));
        assertThat(run.all()).doesNotContain(server.password().reveal());
    }
}
