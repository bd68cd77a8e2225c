package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.File;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The disaster rehearsed: the server with the database is gone, and a new one is empty.
@Timeout(300)
final class DisasterIT {

    private static final String DATABASE = "odd; \"drop\" Ünï";

    private static final String SQL =
            """
            CREATE ROLE app LOGIN NOSUPERUSER;
            CREATE ROLE "odd "" role; --" NOLOGIN;
            CREATE ROLE readers NOLOGIN;
            GRANT readers TO app;
            ALTER ROLE app SET work_mem = '9MB';
            CREATE EXTENSION hstore;
            CREATE SCHEMA shop AUTHORIZATION app;
            CREATE TABLE shop.orders (id bigserial PRIMARY KEY, what text NOT NULL, more hstore);
            INSERT INTO shop.orders (what, more) SELECT md5(i::text), 'a=>1' FROM generate_series(1, 2000) AS i;
            ALTER TABLE shop.orders OWNER TO app;
            CREATE TABLE secret (a int);
            INSERT INTO secret VALUES (1), (2);
            GRANT SELECT ON secret TO readers;
            CREATE TABLE "; drop table secret; --" (a int);
            INSERT INTO "; drop table secret; --" VALUES (7);
            ALTER TABLE "; drop table secret; --" OWNER TO "odd "" role; --";
            CREATE VIEW shop.latest AS SELECT max(id) FROM shop.orders;
            CREATE MATERIALIZED VIEW shop.sums AS SELECT count(*) FROM shop.orders;
            SELECT lo_from_bytea(4242, 'large');
            """;

    @TempDir Path directory;

    private RestoreScene scene;
    private ServerPrograms programs;

    @BeforeEach
    void set() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        scene = new RestoreScene(directory);
        programs =
                new PgTools(
                                List.of(),
                                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                        .map(Path::of)
                                        .toList())
                        .newestServer();
    }

    private EphemeralServer start() throws Exception {
        return EphemeralServer.start(programs, directory, EphemeralServer.Options.defaults());
    }

    private void backUpAndLoseTheServer() throws Exception {
        try (EphemeralServer server = start()) {
            RestoreScene.ask(
                    server,
                    "postgres",
                    "CREATE DATABASE \"odd; \"\"drop\"\" Ünï\" TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'");
            RestoreScene.ask(server, encoded(), SQL);
            RestoreScene.ask(
                    server,
                    encoded(),
                    "ALTER DATABASE \"odd; \"\"drop\"\" Ünï\" SET deadlock_timeout = '7s'");
            RestoreScene.succeeds(
                    scene.program().with("DATABASE_URL", url(server, DATABASE)).run("backup"));
            RestoreScene.succeeds(scene.program().run("drill"));
        }
    }

    private static String encoded() {
        return URLEncoder.encode(DATABASE, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String url(EphemeralServer server, String database) {
        return RestoreScene.url(
                server,
                server.user(),
                server.password().reveal(),
                URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    @Test
    void bringsEverythingBackOnANewServer() throws Exception {
        backUpAndLoseTheServer();
        try (EphemeralServer server = start()) {
            String to = url(server, DATABASE);

            ProgramRun dry = scene.restore(to, "latest-proven", "--create", "--dry-run");
            RestoreScene.succeeds(dry);
            assertThat(dry.out()).contains("Roles that will be made: ", "which will be made");
            assertThat(RestoreScene.ask(server, "postgres", "SELECT count(*) FROM pg_database"))
                    .isEqualTo("3");

            ProgramRun run = scene.restore(to, "latest-proven", "--create");

            RestoreScene.succeeds(run);
            assertThat(run.out()).contains("all is back", "Roles have no password yet [app]");
            RestoreScene.ask(server, "postgres", "ALTER ROLE app PASSWORD 'new'");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    encoded(),
                                    "app",
                                    "new",
                                    "SELECT concat_ws(' ', (SELECT count(*) FROM shop.orders), (SELECT count(*) FROM secret), current_setting('work_mem'), current_setting('deadlock_timeout'))"))
                    .isEqualTo("2000 2 9MB 7s");
            RestoreScene.ask(
                    server,
                    encoded(),
                    "app",
                    "new",
                    "INSERT INTO shop.orders (what) VALUES ('next')");
            assertThat(RestoreScene.ask(server, encoded(), "SELECT max(id) FROM shop.orders"))
                    .isEqualTo("2001");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    encoded(),
                                    "SELECT tableowner FROM pg_tables WHERE tablename LIKE '; drop%'"))
                    .isEqualTo("odd \" role; --");
        }
    }

    @Test
    void refusesATargetThatHoldsAnything() throws Exception {
        backUpAndLoseTheServer();
        try (EphemeralServer server = start()) {
            RestoreScene.ask(server, "postgres", "CREATE DATABASE kept");
            RestoreScene.ask(server, "kept", "CREATE TABLE precious AS SELECT 1 AS a");
            String to = url(server, "kept");

            RestoreScene.fails(
                    scene.restore(to, "--create"),
                    11,
                    "The target is not empty [",
                    "table public.precious");
            RestoreScene.fails(
                    scene.restore(to, "--create", "--force"), 2, "Option --force needs --yes");
            assertThat(RestoreScene.ask(server, "kept", "SELECT a FROM precious")).isEqualTo("1");

            try (Connection _ =
                    DriverManager.getConnection(
                            "jdbc:postgresql://%s:%d/kept".formatted(server.host(), server.port()),
                            server.user(),
                            server.password().reveal())) {
                RestoreScene.fails(
                        scene.restore(to, "--create", "--force", "--yes"),
                        20,
                        "Cannot drop the database [",
                        "nothing in ");
            }
            assertThat(RestoreScene.ask(server, "kept", "SELECT a FROM precious")).isEqualTo("1");

            RestoreScene.succeeds(scene.restore(to, "--create", "--force", "--yes"));
            assertThat(RestoreScene.ask(server, "kept", "SELECT count(*) FROM shop.orders"))
                    .isEqualTo("2000");
            assertThat(RestoreScene.ask(server, "kept", "SELECT to_regclass('precious') IS NULL"))
                    .isEqualTo("t");
        }
    }

    @Test
    void refusesEarlyWhatTheServerLacks() throws Exception {
        backUpAndLoseTheServer();
        try (EphemeralServer server = start()) {
            RestoreScene.ask(server, "postgres", "CREATE DATABASE fresh TEMPLATE template0");

            RestoreScene.fails(
                    scene.restore(url(server, "fresh")),
                    20,
                    "The target lacks roles of the backup [",
                    "nothing in ");
            RestoreScene.fails(
                    scene.restore(url(server, "none")), 20, "There is no such database [");
            RestoreScene.fails(
                    scene.restore(RestoreScene.url(server, "nobody", "x", "fresh")),
                    20,
                    "Check the user and the password in RESTORE_DATABASE_URL: ",
                    "nothing in ");
            RestoreScene.fails(
                    scene.program().run("restore"), 2, "Nothing says where to restore to");
        }
    }

    @Test
    void restoresAsAnOwnerWhoIsNoSuperuser() throws Exception {
        backUpAndLoseTheServer();
        try (EphemeralServer server = start()) {
            RestoreScene.ask(server, "postgres", "CREATE ROLE tenant LOGIN PASSWORD 'x'");
            RestoreScene.ask(
                    server, "postgres", "CREATE DATABASE tenants OWNER tenant TEMPLATE template0");
            RestoreScene.ask(server, "tenants", "CREATE EXTENSION hstore");
            String to = RestoreScene.url(server, "tenant", "x", "tenants");

            ProgramRun run = scene.restore(to, "--create", "--no-roles", "--no-owner", "--no-acl");

            RestoreScene.succeeds(run);
            assertThat(run.out()).contains("all is back", "Left out: ");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "tenants",
                                    "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname IN ('shop', 'public')"))
                    .isEqualTo("tenant");
        }
    }
}
