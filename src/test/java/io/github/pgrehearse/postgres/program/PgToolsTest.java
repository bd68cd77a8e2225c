package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The programs here are scripts that answer as PostgreSQL's do, in a tree that looks like a
/// system's.
final class PgToolsTest {

    @TempDir Path root;

    @Test
    void takesTheNewestMinorOfTheSameMajor() throws IOException {
        install("usr/lib/postgresql/14/bin", "pg_dump", "14.24");
        install("usr/lib/postgresql/15/bin", "pg_dump", "15.9 (Debian 15.9-1)");
        install("usr/local/pgsql-15/bin", "pg_dump", "15.18");
        install("usr/lib/postgresql/16/bin", "pg_dump", "16.15");

        Program program = tools().clientFor("pg_dump", 15);

        assertThat(program).hasToString("pg_dump 15.18 in " + root + "/usr/local/pgsql-15/bin");
    }

    @Test
    void takesTheLowestNewerMajorWhenItsOwnIsMissing() throws IOException {
        install("usr/lib/postgresql/14/bin", "pg_dump", "14.24");
        install("usr/lib/postgresql/18/bin", "pg_dump", "18.6");
        install("usr/libexec/postgresql17", "pg_dump", "17.10");
        install("opt/pg17/bin", "pg_dump", "17.11");

        Program program = tools("opt/pg17/bin").clientFor("pg_dump", 16);

        assertThat(program.version()).isEqualTo(ServerVersion.of(17, 11));
    }

    @Test
    void neverTakesAnOlderOneAndSaysWhatToInstall() throws IOException {
        install("usr/lib/postgresql/14/bin", "pg_dump", "14.24");

        Failure failure = refusal(tools(), "pg_dump", 16);

        assertThat(failure).isInstanceOf(Failure.Database.class);
        assertThat(failure.getMessage())
                .isEqualTo(
                        "No pg_dump for PostgreSQL 16 or newer [found: pg_dump 14.24 in %s]"
                                .formatted(root.resolve("usr/lib/postgresql/14/bin")));
        assertThat(failure.hint())
                .contains("apt-get install postgresql-client-16")
                .contains("apk add postgresql16-client")
                .contains("brew install postgresql@16")
                .contains("PG_BIN_DIR");
    }

    @Test
    void saysWhenThereIsNothingAtAll() {
        assertThat(refusal(tools(), "psql", 15))
                .hasMessage("No psql for PostgreSQL 15 or newer [found: none]");
    }

    @Test
    void passesOverBrokenProgramsAndNamesThem() throws IOException {
        Path mute =
                script(
                        "usr/lib/postgresql/15/bin",
                        "pg_dump",
                        "echo 'no such library' >&2; exit 127");
        Path other = script("usr/lib/postgresql/16/bin", "pg_dump", "echo pg_dump from elsewhere");
        Path noFormat = script("usr/lib/postgresql/18/bin", "pg_dump", "");
        Files.write(noFormat, new byte[] {0x7f, 'E', 'L', 'F'});
        install("usr/lib/postgresql/17/bin", "pg_dump", "17.11");

        assertThat(tools().clientFor("pg_dump", 15).version().major()).isEqualTo(17);
        assertThat(refusal(tools(), "pg_dump", 18))
                .hasMessageContaining(mute + " does not work: no such library")
                .hasMessageContaining(other + " does not work: pg_dump from elsewhere")
                .hasMessageContaining(noFormat + " does not work: ");
    }

    @Test
    void doesNotWaitForAProgramThatHangs() throws IOException {
        Path hanging = script("usr/lib/postgresql/16/bin", "pg_dump", "exec sleep 600");
        PgTools impatient = new PgTools(List.of(), List.of(), root, Duration.ofSeconds(1));

        assertThat(refusal(impatient, "pg_dump", 16))
                .hasMessageContaining(hanging + " does not work: no answer within 1 s");
    }

    @Test
    void asksEachOnceAndOnlyWhenNeeded() throws IOException {
        Path asked = root.resolve("asked");
        for (String name : List.of("pg_dump", "psql")) {
            script(
                    "usr/lib/postgresql/15/bin",
                    name,
                    "echo %1$s >>'%2$s'; echo '%1$s (PostgreSQL) 15.18'".formatted(name, asked));
        }
        // the same file again, by another name
        Files.createDirectories(root.resolve("usr/lib/postgresql/newest"));
        Files.createSymbolicLink(
                root.resolve("usr/lib/postgresql/newest/bin"),
                root.resolve("usr/lib/postgresql/15/bin"));
        PgTools tools = tools("usr/lib/postgresql/15/bin");

        tools.clientFor("pg_dump", 15);
        tools.clientFor("pg_dump", 14);

        assertThat(asked).hasContent("pg_dump");
    }

    @Test
    void asksAgainOneThatDidNotAnswer() throws IOException {
        script("usr/lib/postgresql/15/bin", "pg_dump", "exit 1");
        PgTools tools = tools();
        refusal(tools, "pg_dump", 15);
        install("usr/lib/postgresql/15/bin", "pg_dump", "15.18");

        assertThat(tools.clientFor("pg_dump", 15).version()).isEqualTo(ServerVersion.of(15, 18));
    }

    @Test
    void asksInACleanEnvironment() throws IOException {
        script(
                "usr/lib/postgresql/15/bin",
                "pg_dump",
                "test -z \"$HOME$USER\" && echo 'pg_dump (PostgreSQL) 15.18'");

        assertThat(tools().clientFor("pg_dump", 15).version().major()).isEqualTo(15);
    }

    @Test
    void ignoresDebiansWrapper() throws IOException {
        Path wrapper =
                script(
                        "usr/share/postgresql-common",
                        "pg_wrapper",
                        "echo 'pg_dump (PostgreSQL) 18.6'");
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createSymbolicLink(root.resolve("usr/bin/pg_dump"), wrapper);
        install("usr/lib/postgresql/17/bin", "pg_dump", "17.11");
        PgTools tools =
                new PgTools(
                        List.of(), List.of(root.resolve("usr/bin")), root, Duration.ofSeconds(10));

        assertThat(tools.installed("pg_dump"))
                .extracting(Program::version)
                .containsExactly(ServerVersion.of(17, 11));
    }

    @Test
    void tellsWhichPlacesOfTheOperatorAreNone() throws IOException {
        Path wrapper = script("usr/share/postgresql-common", "pg_wrapper", "exit 0");
        Files.createDirectories(root.resolve("usr/bin"));
        Path link = Files.createSymbolicLink(root.resolve("usr/bin").resolve("pg_dump"), wrapper);
        Path older = install("opt/15/bin", "pg_dump", "15.18");
        Files.createDirectories(root.resolve("opt/servers-only"));
        PgTools tools =
                new PgTools(
                        List.of(
                                root.resolve("opt/16/bin"),
                                root.resolve("usr/bin"),
                                Path.of("bin"),
                                root.resolve("opt/servers-only"),
                                root.resolve("opt/15/bin")),
                        List.of(),
                        root,
                        Duration.ofSeconds(10));

        assertThat(refusal(tools, "pg_dump", 16))
                .hasMessage(
                        "No pg_dump for PostgreSQL 16 or newer [found: pg_dump 15.18 in %s; of"
                                + " PG_BIN_DIR: %s is no directory, %s is Debian's wrapper, which"
                                + " chooses by itself, bin is not an absolute path]",
                        older.getParent(), root.resolve("opt/16/bin"), link);
        assertThat(tools.clientFor("pg_dump", 15).path()).isEqualTo(older);
    }

    @Test
    void looksWhereTheOperatorSaysThenInTheUsualPlacesThenOnThePath() throws IOException {
        Path configured = install("opt/mine", "psql", "15.18");
        install("usr/lib/postgresql/15/bin", "psql", "15.18");
        Path onPath = install("somewhere/bin", "pg_dumpall", "15.18");
        PgTools tools =
                new PgTools(
                        List.of(root.resolve("opt/mine")),
                        List.of(Path.of("relative"), root.resolve("somewhere/bin")),
                        root,
                        Duration.ofSeconds(10));

        assertThat(tools.clientFor("psql", 15).path()).isEqualTo(configured);
        assertThat(tools.clientFor("pg_dumpall", 15).path()).isEqualTo(onPath);
    }

    @Test
    void understandsVersionsThatAreNotReleasedYet() throws IOException {
        install("usr/lib/postgresql/19/bin", "pg_dump", "19beta2");

        assertThat(tools().clientFor("pg_dump", 19).version()).isEqualTo(ServerVersion.of(19, 0));
    }

    @Test
    void findsAServerOnlyWhereItIsWhole() throws IOException {
        install("usr/lib/postgresql/15/bin", "postgres", "15.18");
        Path whole = install("usr/lib/postgresql/16/bin", "postgres", "16.15");
        install("usr/lib/postgresql/16/bin", "initdb", "16.15");
        install("usr/lib/postgresql/17/bin", "postgres", "17.11");
        install("usr/lib/postgresql/17/bin", "initdb", "17.11");

        assertThat(tools().serverFor(15))
                .isEqualTo(new ServerPrograms(whole.resolveSibling(""), ServerVersion.of(16, 15)));
        assertThat(tools().newestServer().version().major()).isEqualTo(17);
        assertThatThrownBy(() -> tools().serverFor(18))
                .hasMessageStartingWith("No postgres for PostgreSQL 18 or newer")
                .extracting(failure -> ((Failure) failure).hint())
                .asString()
                .contains("apt-get install postgresql-18 ")
                .contains("apk add postgresql18 ");
    }

    @Test
    void canBeInterruptedWhileItAsks() throws IOException {
        script("usr/lib/postgresql/16/bin", "pg_dump", "exec sleep 600");
        PgTools tools = tools();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> tools.clientFor("pg_dump", 16))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private PgTools tools(String... configured) {
        return new PgTools(
                List.of(configured).stream().map(root::resolve).toList(),
                List.of(),
                root,
                Duration.ofSeconds(10));
    }

    private static Failure refusal(PgTools tools, String program, int major) {
        return catchThrowableOfType(Failure.class, () -> tools.clientFor(program, major));
    }

    private Path install(String directory, String name, String version) throws IOException {
        return script(directory, name, "echo '%s (PostgreSQL) %s'".formatted(name, version));
    }

    private Path script(String directory, String name, String body) throws IOException {
        Path program = Files.createDirectories(root.resolve(directory)).resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return program;
    }
}
