package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a backup cannot begin or end with: the wrong settings, user, privileges, store, `pg_dump`.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackupRefusedIT {

    private static final AtomicInteger ROLES = new AtomicInteger();

    private static String database = "";

    @TempDir private Path temporary;

    private BackupScene scene;

    @BeforeAll
    static void fill(TestServer server) throws IOException {
        database = BackupScene.fill(server);
    }

    @BeforeEach
    void prepare(TestServer server) throws IOException {
        scene = new BackupScene(server.server(), database, temporary);
    }

    @AfterEach
    void end() throws IOException {
        scene.close();
    }

    @Test
    void everyBadSettingIsToldAtOnce() throws Exception {
        ProgramRun run =
                scene.program()
                        .without("DATABASE_URL")
                        .with("COMPRESSION_LEVEL", "eleven")
                        .with("BACKUP_TIMEOUT", "soon")
                        .with("PG_DUMP_OPTIONS", "--file=elsewhere")
                        .run("backup");

        assertThat(run.status()).as(run.all()).isEqualTo(2);
        assertThat(run.errors())
                .as(run.all())
                .hasSize(4)
                .contains("Required environment variable DATABASE_URL is not set")
                .anyMatch(line -> line.contains("COMPRESSION_LEVEL"))
                .anyMatch(line -> line.contains("BACKUP_TIMEOUT"))
                .anyMatch(line -> line.contains("PG_DUMP_OPTIONS"));
        assertThat(scene.files()).isEmpty();
    }

    @Test
    void aSecretsFileThatCannotBeReadIsTold() throws Exception {
        ProgramRun run =
                scene.program()
                        .without("DATABASE_URL")
                        .with("DATABASE_URL_FILE", temporary.resolve("missing").toString())
                        .run("backup");

        assertThat(run.status()).as(run.all()).isEqualTo(2);
        assertThat(run.errors())
                .as(run.all())
                .singleElement()
                .asString()
                .contains("DATABASE_URL_FILE");
    }

    @Test
    void aUrlThatIsNoneIsTold() throws Exception {
        ProgramRun run = scene.program().with("DATABASE_URL", "mysql://u:p@h/d").run("backup");

        assertThat(run.status()).as(run.all()).isEqualTo(2);
        assertThat(run.errors())
                .as(run.all())
                .singleElement()
                .asString()
                .startsWith("Invalid DATABASE_URL format [");
    }

    @ParameterizedTest
    @CsvSource({
        "'postgresql://postgres:wrong@127.0.0.1:%d/postgres', 'password authentication failed'",
        "'postgresql://nobody:wrong@127.0.0.1:%d/postgres', 'password authentication failed'",
        "'postgresql://postgres@127.0.0.1:%d/postgres', 'password'",
        "'postgresql://postgres:wrong@127.0.0.1:1/postgres', 'refused'",
        "'postgresql://postgres:wrong@no-such-host.invalid/postgres', 'cannot be resolved'",
        "'postgresql://postgres:wrong@127.0.0.1:%d/postgres?sslmode=require', 'SSL'",
    })
    void aDatabaseThatCannotBeReachedIsTold(String url, String why) throws Exception {
        ProgramRun run =
                scene.program()
                        .with("DATABASE_URL", url.formatted(scene.line().port()))
                        .run("backup");

        scene.failed(run, 20, "Cannot connect to database [");
        assertThat(run.errors().getFirst()).contains(why);
    }

    @Test
    void aMissingDatabaseIsTold() throws Exception {
        String url = scene.program().environment().getOrDefault("DATABASE_URL", "");
        ProgramRun run = scene.program().with("DATABASE_URL", url + "_missing").run("backup");

        scene.failed(run, 20, "Cannot connect to database [");
        assertThat(run.errors().getFirst()).contains("does not exist");
    }

    @Test
    void aTableThatMayNotBeReadIsTold(TestServer server) throws Exception {
        ProgramRun run = as(role(server, "LOGIN")).run("backup");

        scene.failed(run, 20, "pg_dump failed [exit status 1: ");
        assertThat(run.errors().getFirst()).contains("permission denied for table filling");
        scene.nextSucceeds();
    }

    @Test
    void aServerWithoutAFreeConnectionIsTold(TestServer server) throws Exception {
        String role = role(server, "LOGIN CONNECTION LIMIT 0");

        scene.failed(as(role).run("backup"), 20, "Cannot connect to database [");
    }

    /// The role may use one connection, and our own is the first.
    @Test
    void aDumpThatGetsNoConnectionOfItsOwnIsTold(TestServer server) throws Exception {
        String role = role(server, "LOGIN CONNECTION LIMIT 1");

        ProgramRun run = as(role).run("backup");

        scene.failed(run, 20, "pg_dump failed [exit status 1: ");
        assertThat(run.errors().getFirst()).contains("too many connections");
    }

    @Test
    void timeLimitsOfTheRoleDoNotEndABackupThatTakesLonger(TestServer server) throws Exception {
        String role = role(server, "LOGIN SUPERUSER");
        for (String limit :
                List.of(
                        "statement_timeout",
                        "idle_in_transaction_session_timeout",
                        "idle_session_timeout")) {
            server.runText(database, "ALTER ROLE %s SET %s = '1s'".formatted(quoted(role), limit));
        }
        try (RunningProgram running = scene.halfway(as(role))) {
            Eventually.asks("twice the limit", () -> hasBeenIdleForTwoSeconds(server));
            ProgramRun second = scene.program().run("backup");
            assertThat(second.status()).as("the lock is still held: " + second.all()).isEqualTo(10);
            scene.line().mend();

            ProgramRun run = running.await();
            assertThat(run.status()).as(run.all()).isZero();
        }
        scene.nextSucceeds();
    }

    @ParameterizedTest
    @CsvSource({
        "'exit 0', 'Backup file is empty or does not exist ['",
        "'echo garbage', 'pg_dump failed [exit status 0, but'",
        "'head -c 100000 /dev/urandom', 'pg_dump failed [exit status 0, but'",
        "'echo \"SELECT 1;\"; echo \"pg_dump: it is what it is\" >&2; exit 3', 'pg_dump failed [exit status 3: pg_dump: it is what it is]'",
        "'kill -9 $$', 'pg_dump failed [exit status 137]'",
    })
    void whatIsNoWholeDumpIsNoBackup(String script, String words, TestServer server)
            throws Exception {
        scene.failed(with(script, server).run("backup"), 20, words);
        scene.nextSucceeds();
    }

    /// A script around pg_dump, as people write them, leaves a child behind when it is killed.
    @ParameterizedTest
    @CsvSource({
        "'sleep 1000; exit 1'",
        "'sleep 1000 & wait'",
        "'trap : TERM; while :; do sleep 1; done'"
    })
    void aProgramThatNeverEndsIsEndedWithAllThatItHasStarted(String script, TestServer server)
            throws Exception {
        PackagedProgram program =
                with(script, server).with("BACKUP_TIMEOUT", "4s").with("BACKUP_GLOBALS", "false");

        scene.failed(
                program.run("backup"), 20, "pg_dump failed [did not end in time and was killed]");
        scene.nextSucceeds();
    }

    /// What reads the database's own settings is the same program.
    @Test
    void aProgramThatTakesAllTheTimeForTheGlobalsIsNotBegunAgain(TestServer server)
            throws Exception {
        PackagedProgram program = with("sleep 1000; exit 1", server).with("BACKUP_TIMEOUT", "4s");

        scene.failed(program.run("backup"), 20, "pg_dump failed [did not end in time: no time");
        scene.nextSucceeds();
    }

    @Test
    void aScriptThatNeverEndsIsEndedWithTheProgram(TestServer server) throws Exception {
        PackagedProgram program =
                with("echo begun; sleep 1000; exit 1", server).with("BACKUP_GLOBALS", "false");
        try (RunningProgram running = program.start("backup")) {
            Eventually.holds("the script", () -> running.child("sleep").isPresent());
            running.signal("TERM");

            scene.failed(running.await(), 143, "Interrupted [by a signal]");
        }
        scene.nextSucceeds();
    }

    @Test
    void aFullDiskIsToldAndLeavesNothing() throws Exception {
        Files.createDirectories(scene.store());
        PackagedProgram onAFullDisk =
                scene.program()
                        .with("COMPRESSION", "none")
                        .by(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o size=4m none \"$0\" && \"$@\"; status=$?;"
                                        + " find \"$0\" -type f; exit $status",
                                scene.store().toString());

        ProgramRun run = onAFullDisk.run("backup");

        scene.failed(run, 30, "No space left on device [");
        assertThat(run.out().lines().filter(line -> line.startsWith("/"))).as(run.all()).isEmpty();
        scene.nextSucceeds();
    }

    @Test
    void aFileInThePlaceOfTheStoreIsTold() throws Exception {
        Files.createFile(scene.store());

        ProgramRun run = scene.program().run("backup");
        assertThat(Files.size(scene.store())).isZero();
        Files.delete(scene.store());
        scene.failed(run, 30, "Cannot use store [");
        scene.nextSucceeds();
    }

    @Test
    void aStoreThatMayNotBeWrittenIsTold() throws Exception {
        Files.createDirectories(scene.folder());
        PackagedProgram readOnly =
                scene.program()
                        .by(
                                "unshare",
                                "--map-root-user",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o ro none \"$0\" && exec \"$@\"",
                                scene.store().toString());

        scene.failed(readOnly.run("backup"), 30, "Access Denied [");
        scene.nextSucceeds();
    }

    @Test
    void aRoleWithAnOddNameBacksUp(TestServer server) throws Exception {
        String role = role(server, "LOGIN SUPERUSER");

        ProgramRun run = as(role).run("backup");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.lines("WARNING")).isEmpty();
        scene.nextSucceeds();
    }

    private static boolean hasBeenIdleForTwoSeconds(TestServer server) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE datname = current_database()
                                AND state = 'idle in transaction'
                                AND state_change < clock_timestamp() - interval '2 s'
                                """)) {
            row.next();
            return row.getInt(1) == 1;
        }
    }

    /// A role with a name that has to be quoted everywhere.
    private static String role(TestServer server, String options) throws IOException {
        String role = "odd ' \" \\ %s & rôle @/:?# " + ROLES.incrementAndGet();
        server.runText(
                database, "CREATE ROLE %s %s PASSWORD 'pass'".formatted(quoted(role), options));
        return role;
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private PackagedProgram as(String role) {
        return scene.program()
                .without("DATABASE_URL")
                .with("PGHOST", "127.0.0.1")
                .with("PGPORT", Integer.toString(scene.line().port()))
                .with("PGUSER", role)
                .with("PGPASSWORD", "pass")
                .with("PGDATABASE", database);
    }

    private PackagedProgram with(String script, TestServer server) throws IOException {
        int major = server.server().programs().version().major();
        Path directory = FakePgDump.install(temporary.resolve("bin"), script, major);
        return scene.program().with("PG_BIN_DIR", directory.toString());
    }
}
