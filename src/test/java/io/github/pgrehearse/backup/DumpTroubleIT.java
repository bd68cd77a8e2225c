package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way in which a database that lets a backup in makes `pg_dump` fail, each from its real
/// cause: one line that says which it was, and what to do about it.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DumpTroubleIT {

    private static final String READER = "trouble_reader";

    private static final String WAITING =
            """
            SELECT EXISTS (SELECT FROM pg_stat_activity
                           WHERE datname = current_database() AND wait_event_type = 'Lock')
            """;

    @TempDir private Path temporary;

    private final TestServer server;
    private String database = "";
    private BackupScene scene;

    DumpTroubleIT(TestServer server) {
        this.server = server;
    }

    @BeforeEach
    void prepare() throws Exception {
        database = server.createDatabase();
        execute(
                "DROP ROLE IF EXISTS " + READER,
                "CREATE ROLE %s LOGIN PASSWORD 'sesame'".formatted(READER),
                "CREATE TABLE orders AS SELECT generate_series(1, 10) AS i");
        scene = new BackupScene(server.server(), database, temporary);
    }

    @AfterEach
    void end() throws Exception {
        scene.close();
        execute("DROP OWNED BY " + READER, "DROP ROLE " + READER);
    }

    @ParameterizedTest
    @CsvSource({
        "'CREATE SEQUENCE counter', 'permission denied for sequence counter', 'pg_read_all_data'",
        "'CREATE SCHEMA vault CREATE TABLE t (a int); GRANT SELECT ON vault.t TO %s', 'permission denied for schema vault', 'pg_read_all_data'",
        "'CREATE VIEW v AS SELECT 1; CREATE TABLE secret (a int)', 'permission denied for table secret', 'pg_read_all_data'",
        "'SELECT lo_from_bytea(4711, ''abc'')', 'permission denied for large object 4711', 'GRANT SELECT ON LARGE OBJECT'",
        "'CREATE TABLE mine AS SELECT 1 AS a; ALTER TABLE mine ENABLE ROW LEVEL SECURITY; GRANT SELECT ON mine TO %s', 'row-level security policy for table \"mine\"', 'BYPASSRLS'",
    })
    void whatTheUserMayNotReadIsNamed(String sql, String why, String advice) throws Exception {
        execute("GRANT SELECT ON orders TO " + READER, sql.formatted(READER));

        dumpFailed(asReader().run("backup"), why, advice);
        scene.nextSucceeds();
    }

    /// Half of the time that there is, since 15 minutes are more.
    @Test
    void aTableThatStaysLockedIsNotWaitedForToTheEnd() throws Exception {
        try (Connection other = server.connect(database);
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            ProgramRun run = scene.program().with("BACKUP_TIMEOUT", "6s").run("backup");

            dumpFailed(run, "LOCK TABLE public.orders", "End the transaction that locks");
            assertThat(run.errors().getFirst())
                    .contains("; public.orders is locked by server process " + pid(other))
                    .contains("user " + server.server().user());
        }
        scene.nextSucceeds();
    }

    @Test
    void aUserWhoMayNotSeeMuchIsToldWhoLocksTheTable() throws Exception {
        execute("GRANT pg_read_all_data TO " + READER);
        try (Connection other = server.connect(database);
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            ProgramRun run =
                    asReader().with("PG_DUMP_OPTIONS", "--lock-wait-timeout=200ms").run("backup");

            dumpFailed(run, "is locked by server process " + pid(other), "--lock-wait-timeout");
        }
    }

    @Test
    void aTableThatIsDroppedWhileTheDumpBeginsIsTold() throws Exception {
        try (Connection other = server.connect(database);
                Statement drop = other.createStatement()) {
            other.setAutoCommit(false);
            drop.execute("DROP TABLE orders");
            try (RunningProgram running = scene.program().start("backup")) {
                Eventually.asks("pg_dump's wait", () -> answer(WAITING).equals("t"));
                other.commit();

                dumpFailed(running.await(), "does not exist", "was dropped while the dump began");
            }
        }
        scene.nextSucceeds();
    }

    @ParameterizedTest
    @CsvSource({
        "'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE %s', 'due to user request'",
        "'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE %s', ''",
    })
    void aDumpThatSomebodyEndsIsTold(String sql, String why) throws Exception {
        fill();
        try (RunningProgram running = scene.halfway()) {
            execute(sql.formatted("datname = current_database() AND application_name = 'pg_dump'"));
            scene.line().mend();

            dumpFailed(running.await(), why, "The next run will try again");
        }
        scene.nextSucceeds();
    }

    @Test
    void aDatabaseThatIsDroppedInTheMiddleIsTold() throws Exception {
        fill();
        try (RunningProgram running = scene.halfway()) {
            try (Connection connection = server.connect("postgres");
                    Statement drop = connection.createStatement()) {
                drop.execute("DROP DATABASE %s WITH (FORCE)".formatted(database));
            }
            scene.line().mend();

            dumpFailed(running.await(), "", "ended the connection: its log says why");
        }
        scene.failed(scene.program().run("backup"), 20, "does not exist");
        database = "postgres";
    }

    @Test
    void aTableWhoseFileIsGoneIsToldAsDamage() throws Exception {
        execute("CHECKPOINT");
        Path data = Path.of(answer("SHOW data_directory"));
        Path file = data.resolve(answer("SELECT pg_relation_filepath('orders')"));
        Path aside = file.resolveSibling("aside");
        // one that has the file open already would not miss it
        Files.move(file, aside);

        ProgramRun run = scene.program().run("backup");

        Files.move(aside, file);
        dumpFailed(run, "could not open file", "The database itself is damaged");
        scene.nextSucceeds();
    }

    @Test
    void programsThatAreOlderThanTheServerAreRefused() throws Exception {
        int major = server.server().programs().version().major();
        Path older = FakePgDump.install(temporary.resolve("bin"), "exit 1", major - 1);
        String hide =
                installed().stream()
                        .map(path -> "mount --bind /dev/null '%s' && ".formatted(path))
                        .collect(Collectors.joining());

        ProgramRun run =
                scene.program()
                        .with("PG_BIN_DIR", older.toString())
                        .by(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                hide + "exec \"$0\" \"$@\"")
                        .run("backup");

        scene.failed(run, 20, "No pg_dump for PostgreSQL %d or newer [found: ".formatted(major));
        assertThat(run.errors().getFirst())
                .contains("pg_dump %d.99".formatted(major - 1), "PG_BIN_DIR");
    }

    /// The files of every `pg_dump` on this machine.
    private static List<Path> installed() throws IOException {
        List<Path> path =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
        return new PgTools(List.of(), path)
                .installed("pg_dump").stream().map(Program::path).toList();
    }

    private void dumpFailed(ProgramRun run, String why, String advice) throws Exception {
        scene.failed(run, 20, "pg_dump failed [exit status 1: ");
        assertThat(run.errors().getFirst()).contains(why, advice);
    }

    private PackagedProgram asReader() {
        return scene.program()
                .with(
                        "DATABASE_URL",
                        "postgresql://%s:sesame@127.0.0.1:%d/%s"
                                .formatted(READER, scene.line().port(), database));
    }

    /// With more than the buffers of a line that has fallen silent hold.
    private void fill() throws SQLException {
        execute(
                "CREATE TABLE filling AS SELECT i, repeat(md5(i::text), 8) AS text FROM"
                        + " generate_series(1, 90000) AS i");
    }

    private static String pid(Connection connection) throws SQLException {
        return answer(connection, "SELECT pg_backend_pid()");
    }

    private String answer(String query) throws SQLException {
        try (Connection connection = server.connect(database)) {
            return answer(connection, query);
        }
    }

    private static String answer(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private void execute(String... commands) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }
}
