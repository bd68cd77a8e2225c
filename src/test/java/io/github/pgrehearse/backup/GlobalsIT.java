package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.stream.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What lies beside a dump: roles without passwords, and the database's own settings.
@ExtendWith(TestServer.Provided.class)
@Timeout(120)
final class GlobalsIT {

    private static final String PASSWORD = "Hunter2-of-a-role";

    @TempDir Path directory;

    private BackupTrial trial;
    private String database = "";

    /// Roles belong to the server, which other tests share: one for each test.
    private String role = "";

    @BeforeEach
    void makeDatabase(TestServer server) throws Exception {
        trial = new BackupTrial(server, directory, "postgres-backups");
        database = server.createDatabase();
        role = "login_of_" + database;
        trial.execute(
                database,
                "CREATE TABLE t AS SELECT 1 AS a",
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, PASSWORD),
                "ALTER ROLE %s SET work_mem = '7MB'".formatted(role),
                "ALTER ROLE %s IN DATABASE %s SET work_mem = '9MB'".formatted(role, database),
                "ALTER DATABASE %s SET search_path = public, \"Odd; schema\"".formatted(database),
                "COMMENT ON DATABASE %s IS 'it''s; a comment'".formatted(database),
                "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database),
                "GRANT CONNECT ON DATABASE %s TO %s".formatted(database, role),
                "GRANT pg_monitor TO " + role);
    }

    private String globals(Manifest manifest) throws IOException {
        return Files.readString(
                directory.resolve("postgres-backups/" + manifest.name() + ".globals.sql"));
    }

    @Test
    void canBeRestoredOnAFreshServer(TestServer server, @TempDir Path temporary) throws Exception {
        String sql = globals(trial.backUp(BackupTrial.PLAN, database));

        assertThat(sql)
                .startsWith("-- pgrehearse: cluster ")
                .contains("CREATE ROLE " + role)
                .doesNotContain(PASSWORD)
                .doesNotContain("SCRAM-SHA-256")
                .doesNotContain("CREATE TABLE");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (EphemeralServer fresh =
                EphemeralServer.start(
                        server.server().programs(),
                        temporary,
                        EphemeralServer.Options.defaults())) {
            Path script = Files.writeString(temporary.resolve("globals.sql"), sql);
            runByPsql(fresh, script);
            try (Connection connection =
                            DriverManager.getConnection(
                                    "jdbc:postgresql://%s:%d/postgres"
                                            .formatted(fresh.host(), fresh.port()),
                                    fresh.user(),
                                    fresh.password().reveal());
                    Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    """
                                    SELECT (SELECT string_agg(array_to_string(setconfig, ','), ';' ORDER BY setrole, setdatabase)
                                            FROM pg_db_role_setting),
                                        shobj_description(oid, 'pg_database'),
                                        datacl::text,
                                        pg_has_role('%s', 'pg_monitor', 'MEMBER')
                                    FROM pg_database WHERE datname = '%s'
                                    """
                                            .formatted(role, database))) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1))
                        .contains("work_mem=7MB", "work_mem=9MB", "\"Odd; schema\"");
                assertThat(row.getString(2)).isEqualTo("it's; a comment");
                assertThat(row.getString(3)).contains(role + "=c").doesNotContain("{=");
                assertThat(row.getBoolean(4)).isTrue();
            }
        }
    }

    /// As `docs` tell a person to do it. The superuser's own role exists on the fresh server.
    private static void runByPsql(EphemeralServer fresh, Path script) throws Exception {
        String psql =
                BackupTrial.programs()
                        .tools()
                        .clientFor("psql", fresh.programs().version().major())
                        .path()
                        .toString();
        Process process =
                new ProcessBuilder(
                                psql,
                                "--no-psqlrc",
                                "--quiet",
                                "--file=" + script,
                                fresh.connectionUri("postgres").reveal())
                        .redirectErrorStream(true)
                        .start();
        List<String> errors =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains("ERROR"))
                        .filter(line -> !line.contains("already exists"))
                        .toList();
        assertThat(errors).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    /// psql's restricted mode has a key that nobody can guess, and yet none of chance.
    @Test
    void areTheSameBytesAsLongAsTheySayTheSame() throws Exception {
        String first = globals(trial.backUp(BackupTrial.PLAN, database));
        String second = globals(trial.backUp(BackupTrial.PLAN, database));
        trial.execute(database, "ALTER ROLE %s SET work_mem = '8MB'".formatted(role));
        String changed = globals(trial.backUp(BackupTrial.PLAN, database));

        assertThat(second).isEqualTo(first);
        assertThat(key(first)).hasSize(64).isNotEqualTo(key(changed));
    }

    private static String key(String globals) {
        Matcher restricted =
                Pattern.compile("(?s)\n\\\\restrict (\\w+)\n.*\n\\\\unrestrict \\1\n")
                        .matcher(globals);
        assertThat(restricted.find()).isTrue();
        return restricted.group(1);
    }

    @Test
    void areThoseOfARoleWithoutPrivilegesToo() throws Exception {
        trial.execute(database, "GRANT SELECT ON t TO " + role);

        Manifest manifest = trial.backUp(BackupTrial.PLAN, asLogin());

        assertThat(manifest.contents().rows()).isEqualTo(1);
        assertThat(manifest.warnings()).isEmpty();
        assertThat(globals(manifest)).contains("CREATE ROLE " + role);
    }

    /// As some hosts have it.
    @Test
    void areMissedWithAWarningWhereTheRoleMayNotReadThem(TestServer server) throws Exception {
        String shut = server.createDatabase();
        trial.execute(
                shut,
                "CREATE TABLE t AS SELECT 1 AS a",
                "GRANT SELECT ON t TO " + role,
                "REVOKE SELECT ON pg_catalog.pg_db_role_setting FROM PUBLIC");
        ConnectionUri uri = asLogin();

        Manifest manifest =
                trial.backUp(
                        BackupTrial.PLAN,
                        new ConnectionUri(uri.hosts(), uri.user(), uri.password(), shut, Map.of()));

        assertThat(manifest.contents().rows()).isEqualTo(1);
        assertThat(manifest.warnings())
                .singleElement()
                .asString()
                .startsWith("Roles and the database's own settings are not in this backup: pg_dump")
                .doesNotContain(PASSWORD);
        assertThat(trial.log()).contains("WARNING " + manifest.warnings().getFirst());
        assertThat(globals(manifest)).matches("-- pgrehearse: cluster \\d+, database \\w+\n");
    }

    @Test
    void areNotReadIfNotWanted() throws Exception {
        BackupPlan without =
                new BackupPlan(
                        Compression.GZIP,
                        6,
                        2,
                        List.of(),
                        false,
                        Duration.ofMinutes(1),
                        "3600s",
                        "test");

        Manifest manifest = trial.backUp(without, database);

        assertThat(globals(manifest))
                .matches("-- pgrehearse: cluster \\d+, database " + database + "\n");
        assertThat(manifest.warnings()).isEmpty();
    }

    private ConnectionUri asLogin() {
        ConnectionUri owner = trial.uri(database);
        return new ConnectionUri(
                owner.hosts(), role, Optional.of(new Secret(PASSWORD)), database, Map.of());
    }
}
