package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The server goes down in the middle of a backup: one of its own, which nobody else uses.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackupServerLostIT {

    private EphemeralServer server;
    private BackupScene scene;

    @BeforeEach
    void start(TestServer shared, @TempDir Path temporary) throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        server =
                EphemeralServer.start(
                        shared.server().programs(), temporary, EphemeralServer.Options.defaults());
        server.createDatabase(
                "app",
                """
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 90000) AS i;
                """);
        scene = new BackupScene(server, "app", temporary);
    }

    @AfterEach
    void stop() throws IOException {
        scene.close();
        server.close();
    }

    @Test
    void aServerThatIsStoppedInTheMiddleLeavesNoBackup() throws Exception {
        try (RunningProgram running = scene.halfway()) {
            kill("QUIT", server.pid()); // what pg_ctl calls an immediate shutdown
            Eventually.holds("the server's end", () -> !isAlive(server.pid()));
            scene.line().mend();

            scene.failed(running.await(), 20, "pg_dump failed [exit status 1: ");
        }
        ProgramRun next = scene.program().run("backup");
        scene.failed(next, 20, "Cannot connect to database [");
    }

    /// It waits for those who are connected, and lets nobody else in.
    @Test
    void aServerThatIsShuttingDownIsTold() throws Exception {
        try (Connection _ =
                DriverManager.getConnection(
                        "jdbc:postgresql://%s:%d/app".formatted(server.host(), server.port()),
                        server.user(),
                        server.password().reveal())) {
            kill("TERM", server.pid());

            ProgramRun run = scene.program().run("backup");

            scene.failed(run, 20, "Cannot connect to database [");
            assertThat(run.errors().getFirst())
                    .contains(
                            "the database system is shutting down", "the next run will try again");
        }
    }

    /// The server recovers from that by itself.
    @Test
    void aServerThatCrashesAndRecoversIsBackedUpByTheNextRun() throws Exception {
        try (RunningProgram running = scene.halfway()) {
            ProcessHandle backend =
                    ProcessHandle.of(server.pid())
                            .orElseThrow()
                            .children()
                            .filter(child -> BackupScene.read(child, "cmdline").contains(" COPY"))
                            .findFirst()
                            .orElseThrow();
            kill("KILL", backend.pid());
            scene.line().mend();

            scene.failed(running.await(), 20, "pg_dump failed [exit status 1: ");
        }
        Eventually.asks("recovery", () -> scene.program().run("backup").status() == 0);
        scene.nextSucceeds();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void kill(String signal, long pid) throws Exception {
        int status = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
        assertThat(status).isZero();
    }
}
