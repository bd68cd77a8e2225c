package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.RunningProgram;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.ServerSandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import io.github.pgrehearse.wire.FaultProxy;
import java.io.IOException;
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
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Drills on the very server that was backed up leave it as it was.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServerSandboxIT {

    private static final int MARK = 1_862_310_417;

    @TempDir Path directory;

    private String database = "";
    private DrillTrial trial;

    @BeforeEach
    void backUp(TestServer server) throws Exception {
        trial = new DrillTrial(server, directory);
        database = server.createDatabase();
        server.runText(
                database,
                """
                DO $$ BEGIN
                    IF to_regrole('sandbox_stranger') IS NULL THEN CREATE ROLE sandbox_stranger; END IF;
                END $$;
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 20000) AS i;
                CREATE INDEX ON filling (text);
                CREATE TABLE given (a integer);
                ALTER TABLE given OWNER TO sandbox_stranger;
                GRANT SELECT ON filling TO sandbox_stranger;
                """);
        trial.backUp(database);
        trial.restoreOn(uri(server, database));
    }

    private static ConnectionUri uri(TestServer server, String database) {
        return ConnectionUri.parse(server.server().connectionUri(database).reveal(), Map.of());
    }

    private static ConnectionUri as(String user, ConnectionUri uri) {
        return new ConnectionUri(
                uri.hosts(), user, Optional.of(new Secret("x")), uri.database(), uri.parameters());
    }

    private static void execute(TestServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static List<String> sandboxes(TestServer server) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT datname FROM pg_database WHERE datname LIKE 'verify%' ORDER BY 1")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Test
    void provesEverythingAndLeavesTheDatabaseAsItWas(TestServer server) throws Exception {
        String everything = server.createDatabase();
        server.runResource(everything, "/databases/everything.sql");
        server.runText(
                everything,
                """
                DROP SUBSCRIPTION "odd; subscription";
                ALTER TABLE parts.by_enum DETACH PARTITION parts.enum_2;
                CREATE TABLE parts.enum_same PARTITION OF parts.by_enum FOR VALUES WITH (MODULUS 3, REMAINDER 2);
                INSERT INTO parts.by_enum SELECT id, mood, t FROM parts.enum_2;
                """);
        trial.backUp(everything);
        trial.restoreOn(uri(server, everything));
        String before = withoutKey(server.dump(everything));

        DrillReport report = trial.proves();

        assertThat(report.sandbox()).get().extracting("kind").isEqualTo("server");
        assertThat(withoutKey(server.dump(everything))).isEqualTo(before);
        assertThat(sandboxes(server)).isEmpty();
    }

    private static String withoutKey(byte[] dump) {
        return new String(dump, StandardCharsets.ISO_8859_1)
                .replaceAll("(?m)^\\\\(un)?restrict .*$", "");
    }

    @Test
    void cannotBeMadeByARoleThatMayNotMakeDatabases(TestServer server) throws Exception {
        execute(server, "CREATE ROLE no_createdb LOGIN PASSWORD 'x'");
        trial.restoreOn(as("no_createdb", uri(server, database)));
        trial.distrust();

        DrillReport report = trial.reports(Verdict.UNPROVEN);

        assertThat(report.obstacle())
                .get()
                .satisfies(why -> {
                    assertThat(why.message()).startsWith("permission denied to create database [");
                    assertThat(why.hint()).contains("CREATEDB");
                });
    }

    @Test
    void tellsWhatARoleThatIsNoSuperuserHadToLeaveOut(TestServer server) throws Exception {
        execute(server, "CREATE ROLE only_createdb LOGIN CREATEDB PASSWORD 'x'");
        trial.restoreOn(as("only_createdb", uri(server, database)));
        trial.distrust();

        DrillReport report = trial.reports(Verdict.RESTORED);

        assertThat(report.leftOut())
                .anyMatch(left -> left.startsWith("Role sandbox_stranger: 1 statements"))
                .allMatch(left -> left.startsWith("Role "));
        assertThat(sandboxes(server)).isEmpty();
    }

    @Test
    void leavesOutWhatSpeaksOfRolesThatTheServerLacks(TestServer server) throws Exception {
        trial.sabotage("GRANT SELECT ON TABLE public.filling TO gone_role;");

        DrillReport report = trial.reports(Verdict.RESTORED);

        assertThat(report.leftOut())
                .containsExactly(
                        "Role gone_role: 1 statements (owner, privileges), since the sandbox's server lacks it");
        assertThat(sandboxes(server)).isEmpty();
    }

    @Test
    void letsNoStatementAboutTheServerIn(TestServer server) throws Exception {
        trial.sabotage("CREATE ROLE led_out;");

        trial.reports(Verdict.DISPROVEN);

        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT to_regrole('led_out') IS NULL")) {
            row.next();
            assertThat(row.getBoolean(1)).isTrue();
        }
    }

    @Test
    void dropsOrphansAndNothingElse(TestServer server) throws Exception {
        String marked = " CONNECTION LIMIT " + MARK;
        execute(
                server,
                "CREATE DATABASE verify_20240101_000000",
                "CREATE DATABASE verify_20240101_000001" + marked,
                "CREATE DATABASE verify_20240101_000001_schema" + marked,
                "CREATE DATABASE verify_20240101_000001_damaged" + marked,
                "CREATE DATABASE verify_mine" + marked);
        try {
            trial.proves();

            assertThat(sandboxes(server)).containsExactly("verify_20240101_000000", "verify_mine");
        } finally {
            execute(server, "DROP DATABASE verify_20240101_000000", "DROP DATABASE verify_mine");
        }
    }

    @Test
    void leavesWhatALivingDrillOwns(TestServer server) throws Exception {
        Wanted wanted =
                new Wanted("verify_20240102_000000", Optional.empty(), Optional.empty(), 0, 1);
        List<String> names =
                List.of(
                        "verify_20240102_000000",
                        "verify_20240102_000000_schema",
                        "verify_20240102_000001",
                        "verify_20240102_000001_schema");
        try (Sandbox _ = open(uri(server, "postgres"), wanted);
                Sandbox _ = open(uri(server, database), wanted)) {
            trial.proves();

            assertThat(sandboxes(server)).isEqualTo(names);
        }
        assertThat(sandboxes(server)).isEmpty();
    }

    /// Else a default of this type would read differently in one of them.
    @Test
    void writesMoneyAlikeInBothDatabases(TestServer server) throws Exception {
        Wanted.Properties properties = new Wanted.Properties("UTF8", "C", "C", "c", "", "POSIX");
        Wanted wanted =
                new Wanted(
                        "verify_20240103_000000", Optional.empty(), Optional.of(properties), 0, 1);
        try (Sandbox _ = open(uri(server, database), wanted)) {
            for (String name : List.of(wanted.database(), wanted.bareDatabase())) {
                try (Connection connection = server.connect(name);
                        Statement query = connection.createStatement();
                        ResultSet row = query.executeQuery("SHOW lc_monetary")) {
                    row.next();
                    assertThat(row.getString(1)).as(name).isEqualTo("POSIX");
                }
            }
        }
    }

    @Test
    void twoDrillsAtOnceDoNotHurtEachOther(TestServer server) throws Exception {
        DrillTrial other =
                new DrillTrial(server, Files.createDirectory(directory.resolve("other")));
        other.backUp(database);
        other.restoreOn(uri(server, "postgres"));
        FutureTask<DrillReport> second = new FutureTask<>(other::proves);
        Thread.ofVirtual().start(second);

        trial.reports(Verdict.PROVEN);

        assertThat(second.get().verdict()).isEqualTo(Verdict.PROVEN);
        assertThat(sandboxes(server)).isEmpty();
    }

    @Test
    void disprovesNothingAsARoleThatIsNoSuperuser(TestServer server) throws Exception {
        execute(server, "CREATE ROLE plain_createdb LOGIN CREATEDB PASSWORD 'x'");
        String everything = server.createDatabase();
        server.runResource(everything, "/databases/everything.sql");
        trial.backUp(everything);
        trial.restoreOn(as("plain_createdb", uri(server, "postgres")));
        trial.distrust();

        Outcome outcome = trial.drill("latest");

        assertThat(outcome.verdict())
                .as(String.join("\n", trial.log()))
                .isIn(Verdict.RESTORED, Verdict.UNPROVEN);
        assertThat(sandboxes(server)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobodyKnocksAtThePublisherOfASubscription(boolean shared, TestServer server)
            throws Exception {
        String subscribed = server.createDatabase();
        try (FaultProxy publisher = FaultProxy.to(server.server().port())) {
            server.runText(
                    subscribed,
                    """
                    CREATE TABLE t AS SELECT 1 AS a;
                    CREATE SUBSCRIPTION s_%1$s
                    CONNECTION 'host=127.0.0.1 port=%2$d dbname=postgres user=postgres password=%3$s'
                    PUBLICATION p WITH (connect = false, slot_name = 'of_production');
                    """
                            .formatted(
                                    shared, publisher.port(), server.server().password().reveal()));
            DrillTrial there =
                    new DrillTrial(server, Files.createDirectory(directory.resolve("there")));
            there.backUp(subscribed);
            if (shared) {
                there.restoreOn(uri(server, "postgres"));
            }

            DrillReport report = there.reports(Verdict.RESTORED);

            assertThat(report.leftOut()).singleElement().asString().startsWith("Subscription s_");
            assertThat(publisher.connections()).isZero();
        }
    }

    private static Sandbox open(ConnectionUri uri, Wanted wanted) throws IOException {
        return ServerSandbox.open(uri, true, Duration.ofMinutes(1), wanted, new RecordingLog());
    }

    @Test
    void isClearedAwayByTheNextDrillAfterAKill(TestServer server) throws Exception {
        PackagedProgram program =
                PackagedProgram.withoutSettings()
                        .with("HOME", directory.toString())
                        .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                        .with("BACKUP_PREFIX", "backups")
                        .with(
                                "VERIFY_DATABASE_URL",
                                server.server().connectionUri(database).reveal())
                        .with("VERIFY_SERVER_TRUST", "true");
        try (RunningProgram running = program.start("drill")) {
            running.awaitOutput("Restoring into temporary database");
            running.signal("KILL");
            running.await();
        }
        assertThat(sandboxes(server)).hasSize(2);

        ProgramRun next = program.run("drill");

        assertThat(next.status()).as(next.all()).isZero();
        assertThat(next.all()).contains("Dropped verify_", "is proven");
        assertThat(sandboxes(server)).isEmpty();
    }

    @Test
    void isDroppedWhenTheDrillIsToldToEnd(TestServer server) throws Exception {
        PackagedProgram program =
                PackagedProgram.withoutSettings()
                        .with("HOME", directory.toString())
                        .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                        .with("BACKUP_PREFIX", "backups")
                        .with("VERIFY_TARGET", "server")
                        .with("DATABASE_URL", server.server().connectionUri(database).reveal());
        try (RunningProgram running = program.start("drill")) {
            running.awaitOutput("Restoring into temporary database");
            running.signal("TERM");

            assertThat(running.await().status()).isEqualTo(143);
        }
        assertThat(sandboxes(server)).isEmpty();
    }
}
