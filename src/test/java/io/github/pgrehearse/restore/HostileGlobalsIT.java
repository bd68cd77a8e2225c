package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody else has written to the store beside a sound dump.
@Timeout(300)
final class HostileGlobalsIT {

    private static final String HOSTILE =
            """
            CREATE ROLE mallory;
            ALTER ROLE mallory WITH SUPERUSER LOGIN PASSWORD 'mine';
            CREATE DATABASE src WITH TEMPLATE = template0;
            DROP DATABASE precious;
            ALTER DATABASE postgres SET session_preload_libraries TO 'nosuch';
            GRANT ops TO mallory;
            \\! touch MARK
            """;

    @TempDir Path directory;

    private RestoreScene scene;

    @BeforeEach
    void backUp() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        scene = new RestoreScene(directory);
        try (EphemeralServer server = start()) {
            RestoreScene.ask(server, "postgres", "CREATE DATABASE app");
            RestoreScene.ask(
                    server,
                    "app",
                    "CREATE ROLE owner; CREATE TABLE t AS SELECT 1 AS a; ALTER TABLE t OWNER TO owner");
            scene.backUp(server, "app");
        }
    }

    private EphemeralServer start() throws IOException {
        return EphemeralServer.start(programs(), directory, EphemeralServer.Options.defaults());
    }

    /// Those that the program finds too.
    private static ServerPrograms programs() throws IOException {
        return new PgTools(
                        List.of(),
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(Path::of)
                                .toList())
                .newestServer();
    }

    private void append(byte[] more) throws IOException {
        try (Stream<Path> files = Files.list(scene.folder())) {
            Path globals =
                    files.filter(file -> file.toString().endsWith(".globals.sql"))
                            .findFirst()
                            .orElseThrow();
            Files.write(globals, more, StandardOpenOption.APPEND);
        }
    }

    @Test
    void areNotRun() throws Exception {
        append(
                HOSTILE.replace("MARK", directory.resolve("mark").toString())
                        .getBytes(StandardCharsets.UTF_8));
        try (EphemeralServer server = start()) {
            RestoreScene.ask(server, "postgres", "CREATE DATABASE precious");
            RestoreScene.ask(server, "postgres", "CREATE ROLE ops");
            String to = server.connectionUri("app").reveal();

            ProgramRun dry = scene.restore(to, "--create", "--dry-run");
            RestoreScene.succeeds(dry);
            assertThat(dry.all())
                    .contains(
                            "To be run: CREATE ROLE \"mallory\" LOGIN",
                            "Not given to a role without --trust-roles [ALTER ROLE \"mallory\" SUPERUSER]");
            assertThat(RestoreScene.ask(server, "postgres", "SELECT to_regrole('mallory')"))
                    .isEqualTo("null");

            ProgramRun run = scene.restore(to, "--create");

            RestoreScene.succeeds(run);
            assertThat(run.all())
                    .contains("all is back", "Not restored from the globals [")
                    .contains("without --trust-roles [GRANT \"ops\" TO \"mallory\"]")
                    .doesNotContain("mine");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "postgres",
                                    "SELECT concat_ws(' ', rolsuper, (SELECT count(*) FROM pg_database WHERE datname IN ('precious', 'app')), (SELECT count(*) FROM pg_db_role_setting), pg_has_role('mallory', 'ops', 'MEMBER')) FROM pg_roles WHERE rolname = 'mallory'"))
                    .isEqualTo("f 2 0 f");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "app",
                                    "SELECT tableowner FROM pg_tables WHERE tablename = 't'"))
                    .isEqualTo("owner");
        }
        ProgramRun drill = scene.program().run("drill");
        RestoreScene.succeeds(drill);
        assertThat(drill.all()).contains("Not restored from the globals [");
        assertThat(directory.resolve("mark")).doesNotExist();
    }

    @Test
    void mayGetAllOfItWhereTheyAreTrusted() throws Exception {
        append(
                "CREATE ROLE boss;\nALTER ROLE boss WITH SUPERUSER;\n"
                        .getBytes(StandardCharsets.UTF_8));
        try (EphemeralServer server = start()) {
            ProgramRun run =
                    scene.restore(
                            server.connectionUri("app").reveal(), "--create", "--trust-roles");

            RestoreScene.succeeds(run);
            assertThat(run.out()).contains("By --trust-roles: ALTER ROLE \"boss\" SUPERUSER");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "postgres",
                                    "SELECT rolsuper FROM pg_roles WHERE rolname = 'boss'"))
                    .isEqualTo("t");
        }
    }

    @Test
    void areNotReadWhereTheyAreTooLarge() throws Exception {
        append(new byte[17 << 20]);
        try (EphemeralServer server = start()) {
            RestoreScene.fails(
                    scene.restore(server.connectionUri("app").reveal(), "--create"),
                    40,
                    "The globals are too large [");
            RestoreScene.ask(server, "postgres", "CREATE ROLE owner");
            RestoreScene.ask(server, "postgres", "CREATE DATABASE app");
            RestoreScene.succeeds(scene.restore(server.connectionUri("app").reveal()));
        }
        ProgramRun drill = scene.program().run("drill");
        RestoreScene.succeeds(drill);
        assertThat(drill.all()).contains("The globals are too large [");
    }
}
