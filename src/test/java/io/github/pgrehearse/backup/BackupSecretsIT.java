package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The password is shown to nobody, however a backup ends.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackupSecretsIT {

    /// With all that means something in a URL.
    private static final String PASSWORD = "s3cr3t@/%#?: '&x=Hush";

    private static final String ENCODED =
            URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8).replace("+", "%20");

    /// What of the password would tell it, in whatever form.
    private static final List<String> TELLING = List.of(PASSWORD, ENCODED, "s3cr3t", "Hush");

    private static String database = "";

    private BackupScene scene;

    @BeforeAll
    static void fill(TestServer server) throws IOException {
        database = BackupScene.fill(server);
        server.runText(
                database,
                "CREATE ROLE keeper LOGIN SUPERUSER PASSWORD '%s'"
                        .formatted(PASSWORD.replace("'", "''")));
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
    void aBackupShowsItToNobodyWhileItRunsAndAfterwards() throws Exception {
        try (RunningProgram running = scene.halfway(program())) {
            Eventually.holds("pg_dump", () -> running.child("pg_dump").isPresent());
            for (ProcessHandle process : scene.programs()) {
                notIn(BackupScene.read(process, "cmdline"));
            }
            assertThat(scene.programs()).isNotEmpty();
            scene.line().mend();

            ProgramRun run = running.await();
            assertThat(run.status()).as(run.all()).isZero();
            notIn(run.all());
        }
        notInStore();
        notIn(program().run("show", "latest", "--json").all());
        notIn(program().run("config").all());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://keeper:%1$sWrong@127.0.0.1:%2$d/%3$s",
                "postgresql://keeper:%1$s@127.0.0.1:%2$d/missing",
                "postgresql://keeper:%1$s@127.0.0.1:1/%3$s",
                "postgresql://keeper:%1$s@127.0.0.1:%2$d/%3$s?sslmode=require",
                "postgresql://keeper:%1$s@127.0.0.1:%2$d/%3$s?sslmode=nonsense",
                "postgresql://keeper:%1$s@127.0.0.1:port/%3$s",
                "postgresql://keeper:%1$s@no-such-host.invalid/%3$s",
                "postgresql://keeper:%1$s%%zz@127.0.0.1/%3$s",
                "postgresql://keeper@127.0.0.1:%2$d/%3$s?pasword=%1$s",
                "mysql://keeper:%1$s@127.0.0.1/%3$s",
                "keeper:%1$s@127.0.0.1:%2$d/%3$s",
                "host=127.0.0.1 port=%2$d password=%1$s user",
                "host=127.0.0.1 port=%2$d pasword=%1$s",
            })
    void aFailureToConnectDoesNotShowIt(String url) throws Exception {
        ProgramRun run =
                program()
                        .with("DATABASE_URL", url.formatted(ENCODED, scene.line().port(), database))
                        .run("backup");

        assertThat(run.status()).as(run.all()).isIn(2, 20);
        assertThat(run.errors()).as(run.all()).hasSize(1);
        notIn(run.all());
    }

    /// People forget to encode it.
    @Test
    void aUrlWithAPasswordThatIsNotEncodedDoesNotShowIt() throws Exception {
        ProgramRun run =
                program()
                        .with(
                                "DATABASE_URL",
                                "postgresql://keeper:%s@127.0.0.1:%d/%s"
                                        .formatted(PASSWORD, scene.line().port(), database))
                        .run("backup");

        assertThat(run.status()).as(run.all()).isIn(2, 20);
        notIn(run.all());
    }

    @Test
    void aDumpThatFailsDoesNotShowIt() throws Exception {
        try (RunningProgram running = scene.halfway(program())) {
            running.child("pg_dump").orElseThrow().destroyForcibly();
            ProgramRun run = running.await();
            scene.failed(run, 20, "pg_dump failed [");
            notIn(run.all());
        }
        ProgramRun run = program().with("PG_DUMP_OPTIONS", "--table=no_such_table").run("backup");
        scene.failed(run, 20, "pg_dump failed [");
        notIn(run.all());
    }

    /// A script around pg_dump that says all that it knows.
    @Test
    void aProgramThatTellsItIsNotRepeated(TestServer server, @TempDir Path bin) throws Exception {
        int major = server.server().programs().version().major();
        String script = "echo \"connecting with $PGPASSWORD\" >&2; exit 1";
        ProgramRun run =
                program()
                        .with("PG_BIN_DIR", FakePgDump.install(bin, script, major).toString())
                        .run("backup");

        scene.failed(run, 20, "pg_dump failed [exit status 1: connecting with (redacted)");
        notIn(run.all());
    }

    @Test
    void anotherBackupThatIsBusyDoesNotShowIt() throws Exception {
        try (RunningProgram _ = scene.halfway(program())) {
            ProgramRun run = program().run("backup");

            assertThat(run.status()).as(run.all()).isEqualTo(10);
            notIn(run.all());
        }
    }

    private PackagedProgram program() {
        return scene.program()
                .with(
                        "DATABASE_URL",
                        "postgresql://keeper:%s@127.0.0.1:%d/%s"
                                .formatted(ENCODED, scene.line().port(), database));
    }

    private void notInStore() throws IOException {
        try (Stream<Path> files = Files.list(scene.folder())) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                notIn(file.toString());
                notIn(new String(bytes, StandardCharsets.UTF_8));
                if (file.toString().endsWith(".gz")) {
                    try (GZIPInputStream plain = new GZIPInputStream(Files.newInputStream(file))) {
                        notIn(new String(plain.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }

    private static void notIn(String text) {
        for (String telling : TELLING) {
            if (text.contains(telling)) {
                throw new AssertionError("found %s in: %.2000s".formatted(telling, text));
            }
        }
    }
}
