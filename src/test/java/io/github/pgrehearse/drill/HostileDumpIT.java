package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A dump that looks for our credentials, with all that a superuser of the throw-away server can
/// do, finds none.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileDumpIT {

    private static final String SECRET = "Kq7Zw9XvStolen";
    private static final String NOBODY = "65534";

    /// Looks while the dump is restored, and goes on looking until its server ends.
    private static final String THIEF =
            """
            exec 2>/dev/null
            server=$(head -n 1 postmaster.pid)
            cd LOOT
            id > whoami
            look() {
                for each in /proc/[0-9]*; do
                    tr '\\0' '\\n' < $each/environ >> environments
                    tr '\\0' '\\n' < $each/cmdline >> arguments
                done
            }
            env >> environments
            cat "$HOME/.pgpass" ~/.pgpass HOME_OF_OURS/.pgpass >> passwords
            find TEMPORARY -type f -not -path '*/base/*' -exec cat {} + >> temporary
            look
            while kill -0 $server; do look; done < /dev/null > /dev/null &
            """;

    private static final String HOSTILE =
            """
            CREATE TABLE public.seen (words text);
            DO $$ BEGIN
                COPY public.seen FROM PROGRAM 'sh LOOT/thief';
                INSERT INTO public.seen SELECT name || '=' || setting FROM pg_settings;
                INSERT INTO public.seen
                SELECT encode(pg_read_binary_file('/proc/self/environ'), 'escape');
                COPY public.seen TO 'LOOT/settings';
            END $$;
            DROP TABLE public.seen;
            """;

    @TempDir Path directory;

    private DrillTrial trial;
    private Path loot = Path.of("");
    private Path home = Path.of("");

    @BeforeEach
    void backUp(TestServer server) throws IOException {
        trial = new DrillTrial(server, directory);
        loot = Files.createDirectory(directory.resolve("loot"));
        home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(
                loot.resolve("thief"),
                THIEF.replace("LOOT", loot.toString())
                        .replace("HOME_OF_OURS", home.toString())
                        .replace("TEMPORARY", trial.temporary().toString()));
        String database = server.createDatabase();
        server.runText(database, "CREATE TABLE t AS SELECT 1 AS a;");
        trial.backUp(database);
        trial.sabotage(HOSTILE.replace("LOOT", loot.toString()));
        openToAll();
        Path passwords = Files.writeString(home.resolve(".pgpass"), "*:*:*:*:" + SECRET + "\n");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
    }

    private void openToAll() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
    }

    /// As root, and as somebody else; who is not root can only be who he is.
    static Stream<List<String>> whoever() throws IOException {
        Path probe = Files.createTempFile("pgrehearse-", ".probe");
        boolean root = Files.getAttribute(probe, "unix:uid").equals(0);
        Files.delete(probe);
        List<String> become =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        return root ? Stream.of(List.of(), become) : Stream.of(List.of());
    }

    @ParameterizedTest
    @MethodSource("whoever")
    void findsNoSecretOfOurs(List<String> become) throws Exception {
        ProgramRun run =
                PackagedProgram.withoutSettings()
                        .by(become.toArray(String[]::new))
                        .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + trial.temporary())
                        .with("HOME", home.toString())
                        .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                        .with("BACKUP_PREFIX", "backups")
                        .with("VERIFY_TARGET", "ephemeral")
                        .with("S3_SECRET_ACCESS_KEY", SECRET)
                        .with("WEBHOOK_SECRET", SECRET)
                        .with("DATABASE_URL", "postgresql://u:" + SECRET + "@127.0.0.1:1/none")
                        .run("drill");

        assertThat(run.all()).contains("is proven");
        assertThat(looted("whoami")).contains("uid=").doesNotContain("uid=0");
        assertThat(looted("environments")).contains("LC_ALL=C");
        assertThat(looted("arguments")).contains("psql");
        assertThat(looted("settings")).contains("data_directory=");
        try (Stream<Path> found = Files.list(loot)) {
            for (Path file : found.toList()) {
                assertThat(looted(file.getFileName().toString()))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    private String looted(String name) throws IOException {
        return Files.readString(loot.resolve(name), StandardCharsets.ISO_8859_1);
    }
}
