package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
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

/// The program itself is killed or told to end, at whatever moment.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackupKilledIT {

    private static final int ROUNDS = 12;
    private static final Duration GRACE = Duration.ofSeconds(10);

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

    @Test
    void killedAtAnyMomentItLeavesNothingThatLooksLikeABackup() throws Exception {
        Random random = new Random(20240207);
        long began = System.nanoTime();
        scene.nextSucceeds();
        long whole = System.nanoTime() - began;

        List<Integer> statuses = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            try (RunningProgram running = scene.program().start("backup")) {
                // The moment is what the round is about, nothing is waited for
                LockSupport.parkNanos(whole * round / ROUNDS + random.nextLong(whole / ROUNDS));
                running.signal("KILL");
                statuses.add(running.await().status());
            }
            scene.noProgramRuns();
            scene.holdsWholeBackupsOnly();
        }
        assertThat(statuses).contains(137);
        scene.nextSucceeds();
    }

    @ParameterizedTest
    @ValueSource(strings = {".unfinished", ".globals.sql", ".sql.gz", ".manifest.json"})
    void killedAsSoonAsAFileAppearsItLeavesNoHalfBackup(String suffix) throws Exception {
        try (RunningProgram running = scene.program().start("backup")) {
            Eventually.asks(
                    "a file named " + suffix,
                    () -> scene.files().stream().anyMatch(name -> name.endsWith(suffix)));
            running.signal("KILL");
            running.await();
        }
        scene.noProgramRuns();
        scene.holdsWholeBackupsOnly();
        scene.nextSucceeds();
    }

    /// What was killed is not listed as a backup by the program itself either.
    @Test
    void whatAKilledRunLeftIsNotListedAsABackup() throws Exception {
        try (RunningProgram running = scene.halfway()) {
            running.signal("KILL");
            running.await();
        }
        assertThat(scene.files()).hasSize(2); // the dump's beginning, and the mark

        ProgramRun list = scene.program().run("list", "--json");

        assertThat(list.status()).as(list.all()).isZero();
        assertThat(list.out()).containsOnlyOnce("\"state\"").contains("\"unfinished\"");
        assertThat(scene.catalog().list()).noneMatch(CatalogEntry::isBackup);
        scene.nextSucceeds();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void toldToEndItUndoesWhatItBegan(String signal, int status) throws Exception {
        try (RunningProgram running = scene.halfway()) {
            long began = System.nanoTime();
            running.signal(signal);
            ProgramRun run = running.await();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(GRACE);
            scene.failed(run, status, "Interrupted [by a signal]");
        }
        scene.nextSucceeds();
    }

    /// On a terminal the signal reaches `pg_dump` as well.
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void toldToEndTogetherWithItsProgramsItSaysSo(String signal, int status) throws Exception {
        try (RunningProgram running = scene.halfway(scene.program().by("setsid"))) {
            running.signalGroup(signal);

            scene.failed(running.await(), status, "Interrupted [by a signal]");
        }
        scene.nextSucceeds();
    }

    /// While it waits for the server there is no program to end and no file to undo.
    @ParameterizedTest
    @ValueSource(longs = {0, 400, 1200})
    void toldToEndWhileTheServerIsSilentItEndsInTime(long bytes) throws Exception {
        scene.line().stallAfter(bytes);
        try (RunningProgram running = scene.program().start("backup")) {
            Eventually.holds("silence", () -> scene.line().struck());
            running.signal("TERM");

            scene.failed(running.await(), 143, "Interrupted [by a signal]");
        }
        assertThat(scene.files()).isEmpty();
        scene.noProgramRuns();
        scene.nextSucceeds();
    }

    @Test
    void toldToEndAtAnyMomentItLeavesNothingOrABackup() throws Exception {
        Random random = new Random(143);
        long began = System.nanoTime();
        scene.nextSucceeds();
        long whole = System.nanoTime() - began;

        for (int round = 0; round < ROUNDS / 2; round++) {
            try (RunningProgram running = scene.program().start("backup")) {
                LockSupport.parkNanos(random.nextLong(whole));
                running.signal("TERM");
                ProgramRun run = running.await();
                assertThat(run.status()).as(run.all()).isIn(0, 143);
            }
            scene.noProgramRuns();
            scene.holdsWholeBackupsOnly();
            assertThat(scene.files()).hasSize(3 * scene.catalog().list().size());
        }
        scene.nextSucceeds();
    }
}
