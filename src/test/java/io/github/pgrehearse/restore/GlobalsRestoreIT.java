package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.dump.StatementFilter;
import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.globals.GlobalsReader;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgDump;
import io.github.pgrehearse.postgres.program.TestPrograms;
import io.github.pgrehearse.postgres.target.TargetServer;
import io.github.pgrehearse.stream.Deadline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the globals of a backup do to a real server.
@Timeout(300)
final class GlobalsRestoreIT {

    private static final RestorePlan.LeftOut NOTHING =
            new RestorePlan.LeftOut(false, false, false, false);

    private static final String RICH =
            """
            CREATE ROLE app LOGIN CONNECTION LIMIT 7 VALID UNTIL '2031-01-02 03:04:05+00' CREATEDB;
            CREATE ROLE forever LOGIN NOINHERIT VALID UNTIL 'infinity';
            CREATE ROLE readers; CREATE ROLE writers;
            CREATE ROLE boss SUPERUSER; CREATE ROLE maker CREATEROLE;
            CREATE ROLE streams REPLICATION LOGIN; CREATE ROLE sees BYPASSRLS;
            CREATE ROLE "odd "" role; DROP ROLE app; --";
            CREATE ROLE "back\\slash 'quote'"; CREATE ROLE "Ünï"; CREATE ROLE "select";
            COMMENT ON ROLE app IS 'it''s a \\ "role"; DROP ROLE app;';
            ALTER ROLE app SET search_path TO 'a', "B; c", '$user';
            ALTER ROLE app SET timezone TO 'UTC';
            ALTER ROLE app SET work_mem TO '9MB';
            ALTER ROLE app SET my.thing TO 'o''clock \\ ; x';
            ALTER ROLE "odd "" role; DROP ROLE app; --" SET lc_messages TO 'C';
            GRANT readers TO app WITH ADMIN OPTION;
            GRANT writers TO app, forever; GRANT app TO "Ünï";
            SET ROLE app; GRANT readers TO "back\\slash 'quote'"; RESET ROLE;
            GRANT pg_monitor TO readers;
            GRANT pg_read_server_files, pg_signal_backend TO boss;
            ALTER DATABASE shop SET search_path TO 'a', "B c";
            ALTER DATABASE shop SET my.other TO 'x\\''y';
            ALTER ROLE app IN DATABASE shop SET work_mem TO '5MB';
            ALTER DATABASE shop CONNECTION LIMIT 33;
            COMMENT ON DATABASE shop IS 'it''s; a \\ shop';
            ALTER DATABASE shop OWNER TO app;
            REVOKE ALL ON DATABASE shop FROM PUBLIC;
            GRANT CONNECT ON DATABASE shop TO readers WITH GRANT OPTION;
            GRANT CREATE, TEMPORARY ON DATABASE shop TO "odd "" role; DROP ROLE app; --";
            """;

    private static final String SINCE_16 =
            """
            GRANT readers TO forever WITH INHERIT TRUE, SET FALSE;
            GRANT writers TO "select" WITH INHERIT FALSE, ADMIN TRUE;
            """;

    private static final String HOSTILE =
            """
            CREATE ROLE mallory;
            ALTER ROLE mallory WITH SUPERUSER CREATEROLE REPLICATION BYPASSRLS LOGIN PASSWORD 'mine';
            CREATE ROLE ops;
            ALTER ROLE ops WITH SUPERUSER LOGIN PASSWORD 'mine';
            CREATE DATABASE src WITH TEMPLATE = template0;
            DROP DATABASE precious;
            ALTER DATABASE postgres SET session_preload_libraries TO 'nosuch';
            ALTER DATABASE src SET session_preload_libraries TO 'nosuch';
            ALTER DATABASE src SET work_mem TO '1MB''; DROP DATABASE precious; --';
            GRANT ops TO mallory;
            GRANT mallory TO alice;
            GRANT ops TO alice;
            GRANT pg_execute_server_program, pg_read_all_data, pg_monitor TO mallory;
            ALTER ROLE ops SET work_mem TO '1MB';
            COMMENT ON ROLE ops IS 'words';
            ALTER ROLE ALL SET work_mem TO '1MB';
            ALTER ROLE mallory IN DATABASE precious SET work_mem TO '1MB';
            ALTER ROLE mallory SET work_mem TO '1MB''; DROP DATABASE precious; --';
            GRANT ALL ON DATABASE precious TO mallory;
            COMMENT ON DATABASE precious IS 'words';
            ALTER SYSTEM SET work_mem TO '1MB';
            CREATE ROLE pg_foo; CREATE ROLE "public"; CREATE ROLE none;
            CREATE ROLE "mallory""; DROP DATABASE precious; --";
            CREATE ROLE "mallory\\"; CREATE ROLE "mallory
            DROP DATABASE precious;";
            COPY (SELECT 1) TO PROGRAM 'dropdb precious';
            DO $$ BEGIN EXECUTE 'ALTER ROLE ops SUPERUSER'; END $$;
            \\connect precious
            DROP ROLE alice;
            """;

    /// All that is there before, but for what making roles does to the one who makes them.
    private static final String STATE =
            """
            WITH r AS (SELECT * FROM pg_authid WHERE rolname !~ '^mallory' AND rolname <> 'maker')
            SELECT concat_ws('|',
                (SELECT string_agg(r::text || coalesce(shobj_description(r.oid, 'pg_authid'), ''), ',' ORDER BY rolname) FROM r),
                (SELECT string_agg(concat_ws('/', datname, datdba, datacl, shobj_description(oid, 'pg_database')), ',' ORDER BY datname)
                    FROM pg_database WHERE datname <> 'restored'),
                (SELECT string_agg(s::text, ',') FROM pg_db_role_setting s
                    WHERE setrole IN (SELECT oid FROM r) OR setdatabase IN (SELECT oid FROM pg_database WHERE datname <> 'restored')
                        OR setrole = 0 AND setdatabase = 0),
                (SELECT string_agg(concat_ws('/', roleid, member), ',' ORDER BY roleid, member) FROM pg_auth_members
                    WHERE member IN (SELECT oid FROM r)
                        OR roleid IN (SELECT oid FROM r WHERE rolname <> 'pg_monitor')),
                (SELECT count(*) FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'))
            """;

    @TempDir Path directory;

    private final RecordingLog log = new RecordingLog();

    @BeforeEach
    void letTheServersIn() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private EphemeralServer start(int major) throws IOException {
        return start(major, EphemeralServer.Options.defaults());
    }

    private EphemeralServer start(int major, EphemeralServer.Options options) throws IOException {
        return EphemeralServer.start(TestPrograms.server(major), directory, options);
    }

    private void restore(EphemeralServer server, String url, byte[] text, boolean trusted)
            throws Exception {
        Globals globals = GlobalsReader.read(new ByteArrayInputStream(text), "globals.sql");
        Set<String> there =
                Set.of(
                        RestoreScene.ask(server, "postgres", "SELECT rolname FROM pg_roles")
                                .split(","));
        ConnectionUri uri = ConnectionUri.parse(url, Map.of());
        GlobalsRestore restore = new GlobalsRestore(trusted, log);
        restore.tellDropped(globals);
        try (TargetServer target = TargetServer.beside(uri)) {
            restore.makeRoles(
                    target, RolePlan.of(globals, there, server.programs().version().major()));
            restore.describeDatabase(target, globals, uri.database(), NOTHING);
        }
    }

    /// As a backup stores them, without the keys that are drawn by chance.
    private static String globals(EphemeralServer server, String database) throws Exception {
        ConnectionUri uri = ConnectionUri.parse(server.connectionUri(database).reveal(), Map.of());
        PgDump programs =
                new PgDump(
                        new ClientPrograms(
                                TestPrograms.onlyIn(TestPrograms.clients(TestPrograms.CLIENTS)),
                                Map.of()),
                        new Reached(uri, Optional.empty()),
                        server.programs().version(),
                        new Deadline(
                                Clock.systemUTC(),
                                Clock.systemUTC().instant().plus(Duration.ofMinutes(1))));
        ByteArrayOutputStream sql = new ByteArrayOutputStream();
        try (InputStream roles = programs.roles();
                InputStream itself = programs.databaseItself()) {
            roles.transferTo(sql);
            StatementFilter.copy(itself, sql, kind -> kind.contains(" DATABASE"));
        }
        return sql.toString(StandardCharsets.UTF_8).replaceAll("(restrict) \\w+", "$1 x");
    }

    private static List<Integer> majors() {
        return TestPrograms.servers();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void bringAllBackOnANewServer(int major) throws Exception {
        try (EphemeralServer source = start(major);
                EphemeralServer target = start(major)) {
            String script = major >= 16 ? RICH + SINCE_16 : RICH;

            String before = bringOver(source, target, script, true);

            assertThat(globals(target, "shop")).isEqualTo(before);
            assertThat(log.lines()).noneMatch(line -> line.contains("refused a statement"));
            assertThat(log.lines()).noneMatch(line -> line.contains("Not restored"));
            assertThat(log.lines())
                    .contains("INFO By --trust-roles: ALTER ROLE \"boss\" SUPERUSER");
        }
    }

    /// Strings mean something else there.
    @ParameterizedTest
    @CsvSource({"off, off", "off, on", "on, off"})
    void bringAllBackWhereStringsHaveEscapes(String before, String after) throws Exception {
        try (EphemeralServer source = start(18, withStrings(before));
                EphemeralServer target = start(18, withStrings(after))) {
            bringOver(source, target, RICH.replace("\\", "\\\\"), true);

            assertThat(meanings(target)).isEqualTo(meanings(source)).contains("clock");
            assertThat(log.lines()).noneMatch(line -> line.contains("refused a statement"));
        }
    }

    /// Fills one server by a script, and restores its globals on another one. Returns them.
    private String bringOver(
            EphemeralServer source, EphemeralServer target, String script, boolean trust)
            throws Exception {
        RestoreScene.ask(source, "postgres", "CREATE DATABASE shop TEMPLATE template0");
        RestoreScene.ask(source, "postgres", script);
        RestoreScene.ask(target, "postgres", "CREATE DATABASE shop TEMPLATE template0");
        String globals = globals(source, "shop");
        restore(
                target,
                target.connectionUri("shop").reveal(),
                globals.getBytes(StandardCharsets.UTF_8),
                trust);
        return globals;
    }

    private static EphemeralServer.Options withStrings(String standard) {
        return EphemeralServer.Options.defaults().with("standard_conforming_strings", standard);
    }

    private static String meanings(EphemeralServer server) throws Exception {
        return RestoreScene.ask(
                server,
                "postgres",
                "SELECT concat_ws('|', (SELECT string_agg(setconfig::text, '|' ORDER BY setconfig::text) FROM pg_db_role_setting), shobj_description((SELECT oid FROM pg_database WHERE datname = 'shop'), 'pg_database'), shobj_description('app'::regrole, 'pg_authid'))");
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void bringBackWithoutTrustAllButPower(int major) throws Exception {
        try (EphemeralServer source = start(major);
                EphemeralServer target = start(major)) {
            String script = major >= 16 ? RICH + SINCE_16 : RICH;

            String before = bringOver(source, target, script, false);

            assertThat(globals(target, "shop")).isEqualTo(withoutPower(before));
            assertThat(log.lines())
                    .filteredOn(line -> line.startsWith("WARNING Not given to a role"))
                    .hasSize(6)
                    .anyMatch(line -> line.contains("[ALTER ROLE \"maker\" CREATEROLE]"))
                    .anyMatch(line -> line.contains("[GRANT \"pg_signal_backend\" TO \"boss\""));
        }
    }

    private static String withoutPower(String globals) {
        return Arrays.stream(globals.split("\n", -1))
                .filter(line -> !line.matches("GRANT pg_(read_server|signal).*"))
                .map(line ->
                        line.startsWith("ALTER ROLE postgres")
                                ? line
                                : line.replaceAll(
                                        "(WITH| ) ?\\b(SUPERUSER|CREATEROLE|REPLICATION|BYPASSRLS)\\b",
                                        "$1 NO$2"))
                .map(line -> line.replace("  ", " "))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource({"14, false", "14, true", "16, true", "18, false", "18, true"})
    void doNothingToOtherDatabasesAndRoles(int major, boolean plainUser) throws Exception {
        try (EphemeralServer server = start(major)) {
            RestoreScene.ask(server, "postgres", "CREATE DATABASE precious");
            RestoreScene.ask(
                    server,
                    "postgres",
                    "CREATE ROLE ops; CREATE ROLE alice; CREATE ROLE maker LOGIN PASSWORD 'x' CREATEROLE CREATEDB; GRANT ops TO maker WITH ADMIN OPTION");
            RestoreScene.ask(server, "postgres", "CREATE DATABASE restored OWNER maker");
            String before = RestoreScene.ask(server, "postgres", STATE);
            String url =
                    plainUser
                            ? RestoreScene.url(server, "maker", "x", "restored")
                            : server.connectionUri("restored").reveal();

            restore(server, url, HOSTILE.getBytes(StandardCharsets.UTF_8), false);

            assertThat(RestoreScene.ask(server, "postgres", STATE)).isEqualTo(before);
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "postgres",
                                    "SELECT concat_ws(' ', rolsuper, rolcreaterole, rolreplication, rolbypassrls, rolcanlogin, rolpassword IS NULL) FROM pg_authid WHERE rolname = 'mallory'"))
                    .isEqualTo("f f f f t t");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "postgres",
                                    "SELECT count(*) FROM pg_roles WHERE rolname ~ '^mallory'"))
                    .isEqualTo("4");
            assertThat(
                            RestoreScene.ask(
                                    server,
                                    "postgres",
                                    "SELECT count(*) FROM pg_auth_members WHERE member = 'mallory'::regrole AND roleid <> 'pg_monitor'::regrole"))
                    .isEqualTo("0");
            assertThat(log.lines())
                    .anyMatch(line -> line.contains("[GRANT \"ops\" TO \"mallory\"]"))
                    .anyMatch(line -> line.contains("[GRANT \"mallory\" TO \"alice\"]"))
                    .anyMatch(line ->
                            line.contains("[GRANT \"pg_execute_server_program\" TO \"mallory\"]"))
                    .anyMatch(line -> line.startsWith("WARNING Not restored from the globals ["))
                    .noneMatch(line -> line.contains("mine'"));
        }
    }
}
