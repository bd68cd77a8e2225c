package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.program.TestPrograms;
import io.github.pgrehearse.postgres.sandbox.Leftovers;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.ServerSandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.wire.FaultProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a hostile dump runs on a server that others use changes nothing there: what no dump of one
/// database holds is not let in, and whatever is run has the rights of a role that has none. Each
/// is tried alone too.
@ExtendWith(TestServers.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileServerDumpIT {

    /// Of the server, its databases, roles and settings, and a table of somebody else. A grant that
    /// grants nothing may write out privileges that were there by default.
    private static final String STATE =
            """
            SELECT array_to_string(array_agg(line ORDER BY line), E'\\n') FROM (
                SELECT format('%s %s %s %s', datname, datdba, coalesce(datacl, acldefault('d', datdba)), datconnlimit) FROM pg_database
                UNION ALL SELECT to_jsonb(a)::text FROM pg_authid AS a
                UNION ALL SELECT to_jsonb(s)::text FROM pg_db_role_setting AS s
                UNION ALL SELECT format('%s %s', roleid, member) FROM pg_auth_members
                UNION ALL SELECT format('%s = %s', name, setting) FROM pg_file_settings
                UNION ALL SELECT spcname::text FROM pg_tablespace
                UNION ALL SELECT to_jsonb(v)::text FROM victim AS v
                UNION ALL SELECT count(*) || ' relations' FROM pg_class WHERE relname NOT LIKE 'pg%'
            ) AS state (line)
            """;

    /// `%s` is a database of somebody else's.
    private static final List<String> HOSTILE =
            List.of(
                    "drop database %s with (force)",
                    "Drop /* x */ Database %s",
                    "DROP -- x\r\n DATABASE %s",
                    "DROP DATABASE\r%s",
                    "ALTER DATABASE %s RENAME TO mine",
                    "alter database %s set search_path = mine",
                    "ALTER /* x */ ROLE CURRENT_USER PASSWORD 'mine'",
                    "ALTER ROLE CURRENT_USER SUPERUSER",
                    "alter user stranger password 'mine'",
                    "alter role all set search_path = mine",
                    "alter system set log_statement = 'all'",
                    "ALTER/**/SYSTEM RESET ALL",
                    "create role led_out superuser",
                    "create user led_out",
                    "drop role stranger",
                    "grant stranger to current_user",
                    "grant pg_execute_server_program to current_user",
                    "grant all on database %s to public",
                    "reassign owned by stranger to current_user",
                    "set role stranger",
                    "set session authorization stranger",
                    "reset session authorization",
                    "create tablespace mine location '/tmp'",
                    "comment on role stranger is 'mine'",
                    "copy (select 1) to program 'touch /tmp/led_out'",
                    "copy (select 1) to '/tmp/led_out'",
                    "select pg_reload_conf()",
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'",
                    "select lo_import('/etc/passwd')",
                    "load 'auto_explain'",
                    "do $$ begin alter role stranger superuser; end $$",
                    "create database mine");

    /// What runs where no statement of a dump says so.
    private static final List<String> WAYS =
            List.of(
                    "%s",
                    "DO $do$ BEGIN EXECUTE %s; END $do$",
                    """
                    CREATE FUNCTION public.ledger() RETURNS integer LANGUAGE plpgsql VOLATILE AS
                        $f$ BEGIN EXECUTE %s; RETURN 1; END $f$;
                    CREATE FUNCTION public.led() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS
                        $f$ BEGIN RETURN public.ledger(); END $f$;
                    CREATE TABLE public.bait AS SELECT 1 AS a;
                    CREATE INDEX ON public.bait ((a + public.led()))\
                    """,
                    """
                    CREATE FUNCTION public.led() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER AS
                        $f$ BEGIN EXECUTE %s; RETURN 1; END $f$;
                    CREATE MATERIALIZED VIEW public.bait AS SELECT public.led() AS a WITH NO DATA;
                    REFRESH MATERIALIZED VIEW public.bait\
                    """);

    /// Who the drill connects as.
    enum User {
        SUPERUSER("SUPERUSER"),
        MAKER("CREATEDB CREATEROLE"),
        PLAIN("CREATEDB");

        private final String attributes;

        User(String attributes) {
            this.attributes = attributes;
        }

        /// Makes a user who, but for the plain one, owns a database; returns that.
        String make(TestServer server) throws Exception {
            String database = server.createDatabase();
            server.runText(
                    database,
                    """
                    CREATE ROLE u_%1$s LOGIN PASSWORD 'x' %2$s;
                    CREATE TABLE victim AS SELECT 1 AS a;
                    DO $$ BEGIN
                        IF to_regrole('stranger') IS NULL THEN CREATE ROLE stranger; END IF;
                    END $$;
                    """
                            .formatted(database, attributes));
            if (this != PLAIN) {
                server.runText(
                        database,
                        "ALTER DATABASE %1$s OWNER TO u_%1$s; ALTER TABLE victim OWNER TO u_%1$s"
                                .formatted(database));
            }
            return database;
        }
    }

    @TempDir Path directory;

    private static ConnectionUri uri(TestServer server, String user) {
        ConnectionUri own =
                ConnectionUri.parse(server.server().connectionUri("postgres").reveal(), Map.of());
        return own.as(user, new Secret("x"));
    }

    private static DrillTrial trial(TestServer server, Path place) throws IOException {
        List<Path> programs = new ArrayList<>(List.of(server.server().programs().bin()));
        programs.addAll(TestPrograms.clients(TestPrograms.CLIENTS));
        return new DrillTrial(
                server,
                place,
                new DirectoryStore(place.resolve("store"), new Traffic()),
                TestPrograms.onlyIn(programs));
    }

    private static Wanted wanted(String name) {
        return new Wanted(name, Optional.empty(), Optional.empty(), 0, 1);
    }

    private static Sandbox open(TestServer server, String user, boolean trust) throws Exception {
        return ServerSandbox.open(
                uri(server, user),
                trust,
                Duration.ofMinutes(1),
                wanted("verify_20240104_000000"),
                new RecordingLog());
    }

    private static String ask(TestServer server, String database, String query)
            throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static List<String> leftovers(TestServer server) throws SQLException {
        String found =
                ask(
                        server,
                        "postgres",
                        """
                        SELECT coalesce(string_agg(name, ' '), '') FROM (
                            SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles
                        ) AS all_names (name) WHERE name LIKE 'verify%'
                        """);
        return found.isEmpty() ? List.of() : List.of(found.split(" "));
    }

    /// The role alone: statements go to the server as they are.
    @ParameterizedTest
    @CsvSource({
        "14, SUPERUSER",
        "14, MAKER",
        "15, MAKER",
        "16, MAKER",
        "17, MAKER",
        "18, SUPERUSER",
        "18, MAKER"
    })
    void theRoleOfTheSandboxMayDoNothingElse(int major, User user, TestServers servers)
            throws Exception {
        TestServer server = servers.of(major);
        String database = user.make(server);
        String before = ask(server, database, STATE);
        List<String> run = new ArrayList<>();
        try (Sandbox sandbox = open(server, "u_" + database, false)) {
            assertThat(sandbox.warnings()).isEmpty();
            assertThat(sandbox.whole().uri().user()).isEqualTo("verify_20240104_000000_role");
            try (Connection connection =
                            new Connector(sandbox.whole().uri()).connect().connection();
                    Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                for (String hostile : HOSTILE) {
                    String sql = hostile.formatted(database);
                    for (String way : WAYS) {
                        String quoted = way.equals("%s") ? sql : "$q$" + sql + "$q$";
                        tryTo(statement, way.formatted(quoted), run);
                    }
                }
            }
        }

        assertThat(ask(server, database, STATE)).isEqualTo(before);
        assertThat(Path.of("/tmp/led_out")).doesNotExist();
        assertThat(leftovers(server)).isEmpty();
    }

    /// What fails for being in a transaction, is tried outside of one too.
    private static void tryTo(Statement statement, String sql, List<String> run)
            throws SQLException {
        run(statement, "BEGIN", run);
        run(statement, sql, run);
        run(statement, "ROLLBACK", run);
        run(statement, sql, run);
        run(statement, "RESET ROLE", new ArrayList<>());
        run(statement, "DROP TABLE IF EXISTS public.bait", new ArrayList<>());
        run(statement, "DROP MATERIALIZED VIEW IF EXISTS public.bait", new ArrayList<>());
        run(statement, "DROP FUNCTION IF EXISTS public.led()", new ArrayList<>());
        run(statement, "DROP FUNCTION IF EXISTS public.ledger()", new ArrayList<>());
    }

    private static void run(Statement statement, String sql, List<String> run) {
        try {
            statement.execute(sql);
            run.add(sql);
        } catch (SQLException refused) {
            // which is what the test is for
        }
    }

    /// The list alone: whoever would restore is a superuser, and nothing is sent anyway.
    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void noStatementAboutTheServerIsLetIn(int major, TestServers servers) throws Exception {
        TestServer server = servers.of(major);
        String database = User.SUPERUSER.make(server);
        try (Sandbox sandbox = open(server, "u_" + database, true)) {
            for (String hostile : HOSTILE) {
                byte[] dump =
                        (hostile.formatted(database) + ";\n").getBytes(StandardCharsets.UTF_8);
                DumpRelay relay =
                        new DumpRelay(
                                OutputStream.nullOutputStream(),
                                OutputStream.nullOutputStream(),
                                new SafeCourse(sandbox));

                assertThatThrownBy(() -> relay.pass(dump, 0, dump.length))
                        .as(hostile)
                        .isInstanceOf(Failure.Corrupt.class)
                        .message()
                        .matches("(?s)(Restore failed \\[the dump holds|The dump holds what) .*");
            }
        }
    }

    /// Both together, in whole drills.
    @ParameterizedTest
    @CsvSource({"14, SUPERUSER", "14, MAKER", "18, SUPERUSER", "18, MAKER", "18, PLAIN"})
    void aHostileDumpChangesNothing(int major, User user, TestServers servers) throws Exception {
        TestServer server = servers.of(major);
        String source = server.createDatabase();
        server.runText(source, "CREATE TABLE t AS SELECT 1 AS a");
        String database = user.make(server);
        DrillTrial sound = trial(server, Files.createDirectory(directory.resolve("s")));
        sound.backUp(source);
        String before = ask(server, database, STATE);
        int number = 0;
        for (String sql :
                List.of(
                        "drop database %s with (force);",
                        "ALTER /* x */ ROLE CURRENT_USER PASSWORD 'mine';",
                        "alter system set log_statement = 'all';",
                        "COPY t TO PROGRAM 'touch /tmp/led_out';",
                        WAYS.get(2).formatted("'alter role stranger superuser'") + ";",
                        WAYS.get(3).formatted("'alter role stranger superuser'") + ";")) {
            DrillTrial trial =
                    trial(server, Files.createDirectory(directory.resolve("d" + number)));
            number++;
            trial.takeOver(sound);
            trial.sabotage(sql.formatted(database));
            trial.restoreOn(uri(server, "u_" + database));
            trial.distrust();

            Outcome outcome = trial.drill("latest");

            assertThat(outcome.verdict())
                    .as(sql + String.join("\n", trial.log()))
                    .isEqualTo(sql.contains("EXECUTE") ? Verdict.UNPROVEN : Verdict.DISPROVEN);
        }
        assertThat(ask(server, database, STATE)).isEqualTo(before);
        assertThat(Path.of("/tmp/led_out")).doesNotExist();
        assertThat(leftovers(server)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"14, MAKER", "18, SUPERUSER", "18, MAKER", "18, PLAIN"})
    void aSoundDumpIsRestored(int major, User user, TestServers servers) throws Exception {
        TestServer server = servers.of(major);
        String source = server.createDatabase();
        server.runText(
                source,
                "CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 100) AS i");
        DrillTrial trial = trial(server, directory);
        trial.backUp(source);
        String database = user.make(server);
        trial.restoreOn(uri(server, "u_" + database));
        trial.distrust();

        Outcome outcome =
                trial.control(
                        1,
                        new DrillPlan(
                                DataProof.FULL, Duration.ofMinutes(5), Optional.empty(), "test"));

        assertThat(outcome.verdict())
                .as(String.join("\n", trial.log()))
                .isEqualTo(Verdict.RESTORED);
        DrillReport report = outcome.report().orElseThrow();
        assertThat(report.leftOut()).allMatch(left -> left.startsWith("Role "));
        assertThat(outcome.control().orElseThrow().obstacle().isEmpty())
                .isEqualTo(user == User.SUPERUSER); // else large objects cannot be damaged
        assertThat(report.warnings()).hasSize(user == User.PLAIN ? 1 : 0);
        assertThat(leftovers(server)).isEmpty();
    }

    /// Owner of a database, CREATEROLE that new roles cannot log in beside, superuser: none of them
    /// restores as itself unless it is trusted.
    @ParameterizedTest
    @CsvSource({
        "'', it owns the database",
        "CREATEROLE, it may change other roles",
        "SUPERUSER, it has the rights of a superuser",
        "REPLICATION, it may replicate"
    })
    void whoMayDoMoreIsNotUsed(String attribute, String risk, TestServers servers)
            throws Exception {
        TestServer server = servers.of(18);
        String database = User.PLAIN.make(server);
        server.runText(
                database,
                attribute.isEmpty()
                        ? "ALTER DATABASE %1$s OWNER TO u_%1$s".formatted(database)
                        : "ALTER ROLE u_%s %s".formatted(database, attribute));
        String before = ask(server, database, STATE);
        try (AutoCloseable _ = closedToNewRoles(server)) {
            assertThatThrownBy(() -> open(server, "u_" + database, false).close())
                    .isInstanceOf(Failure.Database.class)
                    .hasMessageStartingWith(
                            "Restoring as this user would risk what is not the sandbox's [u_")
                    .hasMessageContaining(risk);
            open(server, "u_" + database, true).close();
        }
        assertThat(ask(server, database, STATE)).isEqualTo(before);
        assertThat(leftovers(server)).isEmpty();
    }

    /// Lets no role of a drill log in until this is closed.
    private static AutoCloseable closedToNewRoles(TestServer server) throws Exception {
        Path rules = Path.of(ask(server, "postgres", "SHOW hba_file"));
        String usual = Files.readString(rules);
        replace(server, rules, "host all /^verify_.*_role$ all reject\n" + usual);
        return () -> replace(server, rules, usual);
    }

    private static void replace(TestServer server, Path rules, String text) throws Exception {
        String loaded = ask(server, "postgres", "SELECT pg_conf_load_time()");
        Files.writeString(rules, text);
        ask(server, "postgres", "SELECT pg_reload_conf()");
        Eventually.holds(
                "the server reads its rules again",
                () -> {
                    try {
                        return !ask(server, "postgres", "SELECT pg_conf_load_time()")
                                .equals(loaded);
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    /// As a drill leaves them that is killed.
    @ParameterizedTest
    @CsvSource({"14, MAKER", "18, SUPERUSER", "18, MAKER"})
    void whatAKilledDrillLeftIsClearedAway(int major, User user, TestServers servers)
            throws Exception {
        TestServer server = servers.of(major);
        String database = user.make(server);
        String marked = " CONNECTION LIMIT 1862310417";
        server.runText(
                "postgres",
                """
                CREATE ROLE verify_20240105_000000_role LOGIN%1$s;
                CREATE ROLE verify_20240105_000001_role LOGIN;
                CREATE ROLE verify_mine_role LOGIN%1$s;
                GRANT verify_20240105_000000_role TO u_%2$s WITH ADMIN OPTION;
                """
                        .formatted(marked, database));
        server.runText(
                "postgres",
                "CREATE DATABASE verify_20240105_000000 OWNER verify_20240105_000000_role"
                        + marked);
        server.runText(
                "verify_20240105_000000",
                "SET ROLE verify_20240105_000000_role; CREATE SCHEMA s; CREATE TABLE s.t AS SELECT 1");
        try {
            new Leftovers(new RecordingLog()).clear(uri(server, "u_" + database));

            assertThat(leftovers(server))
                    .containsExactlyInAnyOrder("verify_20240105_000001_role", "verify_mine_role");
        } finally {
            server.runText(
                    "postgres",
                    "DROP ROLE verify_20240105_000001_role; DROP ROLE verify_mine_role");
        }
    }

    /// Nobody but the trusted can have one made by a function; it is gone without a word to the
    /// publisher, whose slot stays.
    @ParameterizedTest
    @CsvSource({"14, true", "18, true", "14, false", "18, false"})
    void aHiddenSubscriptionIsNotMadeOrAsksNobody(int major, boolean trust, TestServers servers)
            throws Exception {
        TestServer server = servers.of(major);
        String database = User.SUPERUSER.make(server);
        try (FaultProxy publisher = FaultProxy.to(server.server().port())) {
            Sandbox sandbox = open(server, "u_" + database, trust);
            try (sandbox;
                    Connection connection =
                            new Connector(sandbox.whole().uri()).connect().connection();
                    Statement statement = connection.createStatement()) {
                String hidden =
                        """
                        DO $do$ BEGIN EXECUTE $q$
                            CREATE SUBSCRIPTION hidden
                            CONNECTION 'host=127.0.0.1 port=%d dbname=postgres user=u_%s password=x'
                            PUBLICATION p WITH (connect = false, slot_name = 'of_production')
                        $q$; END $do$
                        """
                                .formatted(publisher.port(), database);
                if (trust) {
                    statement.execute(hidden);
                } else {
                    assertThatThrownBy(() -> statement.execute(hidden))
                            .isInstanceOf(SQLException.class);
                }
            }
            assertThat(publisher.connections()).isZero();
        }
        assertThat(leftovers(server)).isEmpty();
    }
}
