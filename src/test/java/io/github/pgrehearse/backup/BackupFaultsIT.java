package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What breaks off in the middle of a backup: `pg_dump`, its connection, ours, and the time.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackupFaultsIT {

    private static final String LOCK_HOLDER =
            "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')";

    /// Which lock a backup takes, as another session sees it.
    private static final String LOCK =
            """
            SELECT classid::bigint << 32 | objid::bigint FROM pg_locks
            WHERE locktype = 'advisory'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    private static String database = "";

    private BackupScene scene;

    @BeforeAll
    static void fill(TestServer server) throws IOException {
        database = BackupScene.fill(server);
    }

    @BeforeEach
    void prepare(TestServer server, @TempDir Path temporary) throws IOException {
        scene = new BackupScene(server.server(), database, temporary);
    }

    @AfterEach
    void end() throws IOException {
        scene.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "INT"})
    void aDumpWhoseProgramIsKilledIsNoBackup(String signal) throws Exception {
        try (RunningProgram running = scene.halfway()) {
            long pgDump = running.child("pg_dump").orElseThrow().pid();
            new ProcessBuilder("kill", "-" + signal, Long.toString(pgDump)).start().waitFor();

            scene.failed(running.await(), 20, "pg_dump failed [exit status ");
        }
        scene.nextSucceeds();
    }

    @Test
    void aDumpWhoseServerProcessIsEndedIsNoBackup(TestServer server) throws Exception {
        try (RunningProgram running = scene.halfway()) {
            end(server, "application_name = 'pg_dump'");
            scene.line().mend();

            scene.failed(running.await(), 20, "pg_dump failed [exit status 1: ");
        }
        scene.nextSucceeds();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 500, 3000, 20_000, BackupScene.MIDDLE, 20_000_000})
    void aLineThatIsCutIsToldAndLeavesNothing(long bytes) throws Exception {
        scene.line().resetAfter(bytes);

        ProgramRun run = scene.program().run("backup");

        assertThat(scene.line().struck()).as(run.all()).isTrue();
        assertThat(run.errors().toString())
                .containsPattern(
                        "Cannot connect to database \\[|pg_dump failed \\[exit status 1: |Cannot (read|lock) the database");
        scene.failed(run, 20, "");
        scene.nextSucceeds();
    }

    @Test
    void aDumpThatFallsSilentEndsWithItsTime() throws Exception {
        try (RunningProgram running = scene.halfway(scene.program().with("BACKUP_TIMEOUT", "3s"))) {
            scene.failed(
                    running.await(), 20, "pg_dump failed [did not end in time and was killed]");
        }
        scene.nextSucceeds();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 400, 800, 1200, 3000})
    void aServerThatFallsSilentEndsTheBackupWithItsTime(long bytes) throws Exception {
        scene.line().stallAfter(bytes);

        ProgramRun run = scene.program().with("BACKUP_TIMEOUT", "3s").run("backup");

        assertThat(scene.line().struck()).as(run.all()).isTrue();
        scene.failed(run, 20, "");
        scene.nextSucceeds();
    }

    /// Idle for as long as the dump takes, the connection that holds the lock is the first that a
    /// network forgets.
    @Test
    void aBackupThatHasLostItsLockTakesItAgain(TestServer server) throws Exception {
        try (RunningProgram running = scene.halfway()) {
            end(server, LOCK_HOLDER);
            scene.line().mend();

            ProgramRun run = running.await();
            assertThat(run.status()).as(run.all()).isZero();
        }
        scene.nextSucceeds();
    }

    @Test
    void aBackupThatHasLostItsLockToAnotherOneIsNone(TestServer server) throws Exception {
        try (RunningProgram running = scene.halfway();
                Connection other = server.connect(database)) {
            long key = number(other, LOCK);
            end(server, LOCK_HOLDER);
            assertThat(number(other, "SELECT 1 FROM pg_advisory_lock(%d)".formatted(key))).isOne();
            scene.line().mend();

            scene.failed(running.await(), 10, "Another backup of this database is running [");
        }
        scene.nextSucceeds();
    }

    @Test
    void aSecondBackupIsRefusedAndTheFirstGoesOn() throws Exception {
        try (RunningProgram first = scene.halfway()) {
            ProgramRun second = scene.program().run("backup");
            scene.failedAndMayLeave(second, 10, "Another backup of this database is running [");
            assertThat(second.errors().getFirst()).contains(", by server process ", "127.0.0.1");

            scene.line().mend();
            assertThat(first.await().status()).isZero();
        }
        scene.nextSucceeds();
    }

    @Test
    void theLockIsFreeAgainAfterTheProgramWasKilled() throws Exception {
        try (RunningProgram running = scene.halfway()) {
            running.signal("KILL");
            running.await();
        }
        scene.noProgramRuns();
        scene.holdsWholeBackupsOnly();
        scene.nextSucceeds();
    }

    @Test
    void aTableThatIsLockedIsToldWhenTheWaitIsOver(TestServer server) throws Exception {
        try (Connection other = server.connect(database);
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE filling IN ACCESS EXCLUSIVE MODE");

            ProgramRun run =
                    scene.program()
                            .with("PG_DUMP_OPTIONS", "--lock-wait-timeout=200ms")
                            .run("backup");

            scene.failed(run, 20, "pg_dump failed [exit status 1: ");
            assertThat(run.errors().getFirst()).contains("timeout", "LOCK TABLE");
        }
        scene.nextSucceeds();
    }

    /// Ends the server process of the scene's database that answers to a condition.
    private static void end(TestServer server, String condition) throws Exception {
        String which =
                "FROM pg_stat_activity WHERE datname = '%s' AND %s".formatted(database, condition);
        try (Connection connection = server.connect("postgres")) {
            assertThat(number(connection, "SELECT count(pg_terminate_backend(pid)) " + which))
                    .isEqualTo(1);
            Eventually.asks(
                    "the end of a server process",
                    () -> number(connection, "SELECT count(*) " + which) == 0);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
