package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A drill that is ended from outside leaves nothing, or the next one clears it away.
///
/// `-Ddrill.kills=50` kills so many of them in each kind of sandbox.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 1800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DrillKilledIT {

    /// How many drills are killed in each kind of sandbox.
    private static final int ROUNDS = Integer.getInteger("drill.kills", 4);

    private static final String OF_A_PERSON = "verify_20240101_000000";

    @TempDir Path directory;

    private DrillTrial trial;
    private PackagedProgram program;

    @BeforeEach
    void backUp(TestServer server) throws IOException {
        trial = new DrillTrial(server, directory);
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 90000) AS i;
                CREATE INDEX ON filling (text);
                """);
        trial.backUp(database);
        program =
                PackagedProgram.withoutSettings()
                        .with("HOME", directory.toString())
                        .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + trial.temporary())
                        .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                        .with("BACKUP_PREFIX", "backups");
    }

    /// What was started in, or with a file of, the directory for what is thrown away.
    private List<ProcessHandle> processes() {
        String place = trial.temporary().toString();
        return ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().arguments().map(List::of).orElse(List.of()).stream()
                                .anyMatch(word -> word.startsWith(place)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void toldToEndItLeavesNothingAndHasNoVerdict(String signal, int status) throws Exception {
        try (RunningProgram running = program.start("drill")) {
            running.awaitOutput("Restoring into");
            running.signal(signal);
            ProgramRun run = running.await();

            assertThat(run.status()).as(run.all()).isEqualTo(status);
            assertThat(run.errors())
                    .as(run.all())
                    .singleElement()
                    .asString()
                    .contains("Interrupted [by a signal]");
        }
        assertThat(trial.temporary()).isEmptyDirectory();
        assertThat(processes()).isEmpty();
        assertThat(trial.reportNames()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ephemeral", "server"})
    void killedAtAnyMomentItIsClearedAwayByTheNext(String target, TestServer server)
            throws Exception {
        PackagedProgram drilling =
                program.with("VERIFY_TARGET", target)
                        .with(
                                "VERIFY_DATABASE_URL",
                                server.server().connectionUri("postgres").reveal());
        execute(server, "CREATE DATABASE " + OF_A_PERSON);
        try {
            long began = System.nanoTime();
            ProgramRun first = drilling.run("drill");
            assertThat(first.status()).as(first.all()).isZero();
            kill(drilling, System.nanoTime() - began);

            ProgramRun next = drilling.run("drill");

            assertThat(next.status()).as(next.all()).isZero();
            Eventually.holds("the end of every server", () -> processes().isEmpty());
            assertThat(trial.temporary()).isEmptyDirectory();
            assertThat(sandboxes(server)).containsExactly(OF_A_PERSON);
        } finally {
            execute(server, "DROP DATABASE " + OF_A_PERSON);
        }
    }

    /// Kills so many drills, each at a random moment of its part of the time.
    private static void kill(PackagedProgram drilling, long whole) throws Exception {
        Random random = new Random(20240207);
        for (int round = 0; round < ROUNDS; round++) {
            try (RunningProgram running = drilling.start("drill")) {
                // The moment is what the round is about, nothing is waited for
                LockSupport.parkNanos(whole * round / ROUNDS + random.nextLong(whole / ROUNDS));
                running.signal("KILL");
                running.await();
            }
        }
    }

    private static void execute(TestServer server, String sql) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
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
}
