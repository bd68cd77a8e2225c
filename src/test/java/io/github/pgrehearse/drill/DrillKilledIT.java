package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A drill that is ended from outside leaves nothing, or the next one clears it away.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DrillKilledIT {

    private static final int ROUNDS = 8;

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

    @Test
    void killedAtAnyMomentItIsClearedAwayByTheNext() throws Exception {
        Random random = new Random(20240207);
        long began = System.nanoTime();
        assertThat(program.run("drill").status()).isZero();
        long whole = System.nanoTime() - began;

        for (int round = 0; round < ROUNDS; round++) {
            try (RunningProgram running = program.start("drill")) {
                // The moment is what the round is about, nothing is waited for
                LockSupport.parkNanos(whole * round / ROUNDS + random.nextLong(whole / ROUNDS));
                running.signal("KILL");
                running.await();
            }
        }
        ProgramRun last = program.run("drill");

        assertThat(last.status()).as(last.all()).isZero();
        Eventually.holds("the end of every server", () -> processes().isEmpty());
        assertThat(trial.temporary()).isEmptyDirectory();
    }
}
