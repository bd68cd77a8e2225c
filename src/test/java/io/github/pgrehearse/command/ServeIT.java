package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.wire.HttpFault;
import io.github.pgrehearse.wire.HttpFaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The service as a process of its own, with a real database and a real store, watched, disturbed
/// and restarted from outside.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServeIT {

    private static final Pattern NEXT = Pattern.compile("Next backup in (\\d+)s");

    private String database = "";
    private ServeScene scene;

    @BeforeEach
    void prepare(TestServer postgres, S3Server server, @TempDir Path directory) throws IOException {
        database = postgres.createDatabase();
        postgres.runText(
                database,
                """
                CREATE TABLE kept AS SELECT i, md5(i::text) AS text FROM generate_series(1, 500) AS i;
                """);
        scene = new ServeScene(postgres, database, server, directory);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static int count(RunningProgram running, String text) {
        return running.out().split(Pattern.quote(text), -1).length - 1;
    }

    /// Waits for one more line with this text.
    private static void awaitAnother(RunningProgram running, String text) throws Exception {
        int before = count(running, text);
        Eventually.holds(
                "another " + text + " in " + running.out(),
                () -> count(running, text) > before || !running.isAlive());
        assertThat(running.isAlive()).as(running.out()).isTrue();
    }

    @Test
    void goesOnThroughOutagesOfEitherSide() throws Exception {
        scene.backUp();
        String old = scene.plantOldBackup();
        int metrics = ServeScene.freePort();
        PackagedProgram program =
                scene.program()
                        .with("BACKUP_INTERVAL", "2")
                        .with("VERIFY_INTERVAL", "3")
                        .with("ANOMALY_PERCENT", "0")
                        .with("METRICS_ENABLED", "true")
                        .with("METRICS_PORT", Integer.toString(metrics));
        ProgramRun run;
        try (RunningProgram running = program.start("serve")) {
            running.awaitOutput("Deleted 1 old backup");
            awaitAnother(running, "is proven: ");
            assertThat(scene.ask("/health")).startsWith("200 {").contains("\"ok\"");
            assertThat(scene.ask("/live")).startsWith("200 ");
            assertThat(scene.ask("/ready")).startsWith("200 ");
            assertThat(ServeScene.ask(metrics, "/metrics"))
                    .startsWith("200 ")
                    .contains("pgrehearse_");

            awaitAnother(running, "Next backup in ");
            scene.database().resetAfter(0);
            awaitAnother(running, "Next backup in ");
            scene.database().mend();
            awaitAnother(running, "Backup completed successfully");

            awaitAnother(running, "Next backup in ");
            scene.store()
                    .breakThose(
                            _ -> true,
                            HttpFaultProxy.FOR_EVER,
                            new HttpFault.Answer(403, "AccessDenied"));
            awaitAnother(running, "Next backup in ");
            scene.store().mend();
            awaitAnother(running, "Backup completed successfully");
            awaitAnother(running, "is proven: ");
            running.signal("TERM");
            run = running.await();
        }

        assertThat(run.status()).as(run.all()).isEqualTo(143);
        assertThat(scene.backups())
                .as(run.all())
                .allMatch(entry -> entry.state() == CatalogEntry.State.WHOLE)
                .noneMatch(entry -> entry.name().toString().equals(old));
        holdsInFull(run, metrics);
    }

    /// Not a line that is not known, and none where it does not belong.
    private void holdsInFull(ProgramRun run, int metrics) {
        ServeLog log = new ServeLog(run.out());
        List<String> lines = log.lines();
        String target = scene.target();
        assertThat(lines)
                .startsWith(
                        "INFO: Backup service started",
                        "INFO: Verify service started",
                        "INFO: Target database: " + target,
                        "INFO: S3 endpoint: " + scene.store().endpoint(),
                        "INFO: Backup interval: 2s",
                        "INFO: Verify interval: 3s",
                        "INFO: Retention: 7 days, the last 1",
                        "INFO: Listening on port %d: /metrics".formatted(metrics),
                        "INFO: Listening on port %d: /health, /live, /ready"
                                .formatted(scene.port()))
                .endsWith("INFO: Stopping", "INFO: Stopped");
        String good = spoken("STOR*DFC([PW]|G+H)N");
        String bad = spoken("ST?O?R*D?F?") + "E+N";
        assertThat(log.backups(9, 2))
                .as(run.all())
                .matches(
                        "E*N?(%s|%s)*%s"
                                .formatted(good, bad, spoken("S?T?O?R*D?F?C?[PGHW]*") + "E*"))
                .containsPattern(good + ".*" + bad + ".*" + good + ".*" + bad + ".*" + good);
        assertThat(log.drills(9, 2))
                .as(run.all())
                .matches(
                        "(E*s(E*y)?E*rE*(cE*)+pE*tE*vE*n|[sryxcwptE]*E[sryxcwptE]*n)*[sryxcwptvE]*")
                .containsPattern("rc+ptvn.*rc+ptvn");
    }

    /// Where what one loop says of an outage may come between what the other says.
    private static String spoken(String course) {
        // before each letter, and before each choice of letters
        return course.replaceAll("([A-Z]|\\[|\\()(?![A-Z]*\\])", "E*$1");
    }

    @Test
    void aRestartNeitherRepeatsNorSkips() throws Exception {
        scene.backUp();
        try (RunningProgram running = scene.program().start("serve", "backup")) {
            running.awaitOutput("Next backup in ");
            int seconds =
                    NEXT.matcher(running.out())
                            .results()
                            .mapToInt(next -> Integer.parseInt(next.group(1)))
                            .sum();
            assertThat(seconds).isBetween(3000, 3600);
            scene.end(running, "TERM", 143);
        }
        assertThat(scene.backups()).hasSize(1);
    }

    @Test
    void aDatabaseThatIsDownAtTheStartIsWaitedFor() throws Exception {
        scene.database().resetAfter(0);
        try (RunningProgram running =
                scene.program().with("BACKUP_INTERVAL", "1").start("serve", "backup")) {
            running.awaitOutput("ERROR: Cannot connect to database [");
            assertThat(scene.ask("/health"))
                    .startsWith("503 {")
                    .contains("Cannot connect to database")
                    .doesNotContain(Integer.toString(scene.database().port()));
            assertThat(scene.ask("/live")).startsWith("200 ");
            scene.database().mend();
            running.awaitOutput("Backup completed successfully");
        }
    }

    /// As during a redeployment.
    @Test
    void twoInstancesTakeOneBackup(TestServer server) throws Exception {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                RunningProgram first = scene.program().start("serve", "backup")) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE kept");
            first.awaitOutput("Dumping database...");
            try (RunningProgram second =
                    scene.program()
                            .with("PORT", Integer.toString(ServeScene.freePort()))
                            .start("serve", "backup")) {
                second.awaitOutput("WARNING: Another backup of this database is running [");
                second.awaitOutput("Next backup in 600s");
                connection.rollback();
                first.awaitOutput("Backup completed successfully");
                second.signal("TERM");
                assertThat(second.await().status()).isEqualTo(143);
            }
            scene.end(first, "TERM", 143);
        }
        assertThat(scene.backups()).hasSize(1);
    }

    @Test
    void withoutABackupADrillSaysSoAndIsTriedAgain() throws Exception {
        try (RunningProgram running =
                scene.program().with("VERIFY_INTERVAL", "1").start("serve", "verify")) {
            running.awaitOutput("ERROR: No backups found in S3 [");
            running.awaitOutput("Next drill in 1s");
            scene.backUp();
            running.awaitOutput("is proven: ");
            running.signal("TERM");
            assertThat(running.await().status()).isEqualTo(143);
        }
    }

    /// Also where the next drill is far away.
    @Test
    void whatAKilledServiceLeftIsRemovedAtTheNextStart() throws Exception {
        scene.backUp();
        try (RunningProgram running = scene.program().start("serve", "verify")) {
            running.awaitOutput("is proven: ");
            running.signal("KILL");
            running.await();
        }
        try (RunningProgram running =
                scene.program().with("VERIFY_INTERVAL", "1").start("serve", "verify")) {
            running.awaitOutput("Restoring into");
            running.signal("KILL");
            running.await();
        }
        try (RunningProgram running = scene.program().start("serve", "verify")) {
            running.awaitOutput("Removed 1 temporary servers");
            running.awaitOutput("Next drill in ");
            scene.end(running, "TERM", 143);
        }
    }

    /// Where nothing else reaps what ends.
    @Test
    void asTheFirstProcessOfAContainerItLeavesNoZombies() throws Exception {
        scene.backUp();
        try (RunningProgram running =
                scene.program()
                        .by("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
                        .with("VERIFY_INTERVAL", "1")
                        .with("BACKUP_INTERVAL", "2")
                        .start("serve")) {
            for (int drill = 0; drill < 3; drill++) {
                awaitAnother(running, "is proven: ");
            }
            ProcessHandle program = running.child("java").orElseThrow();
            Eventually.holds(
                    "no zombies", () -> program.children().noneMatch(child -> isZombie(child)));
            program.destroy();
            ProgramRun run = running.await();
            assertThat(run.status()).as(run.all()).isEqualTo(143);
            assertThat(run.lines("INFO")).endsWith("Stopping", "Stopped");
        }
    }

    private static boolean isZombie(ProcessHandle process) {
        return ServeScene.read(process, "stat").matches("(?s)\\d+ \\(.*\\) Z .*");
    }
}
