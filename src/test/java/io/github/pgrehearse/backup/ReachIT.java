package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However the database is named, the driver and pg_dump reach the same one.
@ExtendWith(TestServer.Provided.class)
@Timeout(120)
final class ReachIT {

    @TempDir Path directory;

    private final TestServer server;
    private BackupTrial trial;
    private String database = "";

    ReachIT(TestServer server) {
        this.server = server;
        this.trial = new BackupTrial(server, Path.of("."), "");
    }

    @BeforeEach
    void makeDatabase() throws Exception {
        trial = new BackupTrial(server, directory, "");
        database = server.createDatabase();
        trial.execute(database, "CREATE TABLE t AS SELECT generate_series(1, 3) AS a");
    }

    @Test
    void byTheSecondHostIfTheFirstRefuses() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        backUp(
                "postgresql://%s:%s@127.0.0.1:%d,127.0.0.1:%d/%s"
                        .formatted(user(), password(), closed, port(), database));
    }

    /// Which is also `::1`, where nothing listens.
    @Test
    void byLocalhost() throws Exception {
        backUp("postgres://%s:%s@localhost:%d/%s".formatted(user(), password(), port(), database));
    }

    @Test
    void byTheVariablesOfLibpq() throws Exception {
        requireRows(
                trial.backUp(
                        BackupTrial.PLAN,
                        ConnectionUri.fromEnvironment(
                                Map.of(
                                        "PGHOST", "127.0.0.1",
                                        "PGPORT", Integer.toString(port()),
                                        "PGUSER", user(),
                                        "PGPASSWORD", server.server().password().reveal(),
                                        "PGDATABASE", database))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p@ss:w/rd?#[]&=%",
                "with space\t'quote' \"double\" \\back",
                "pässwörd 日本語 🐘"
            })
    void withAnyPassword(String password) throws Exception {
        trial.execute(
                database,
                "DROP ROLE IF EXISTS pgrehearse_password",
                "CREATE ROLE pgrehearse_password LOGIN SUPERUSER PASSWORD '%s'"
                        .formatted(password.replace("'", "''")));

        backUp(
                "postgresql://pgrehearse_password:%s@127.0.0.1:%d/%s"
                        .formatted(encoded(password), port(), database));

        assertThat(trial.log()).noneMatch(line -> line.contains(password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"; drop table students; --",
                "with space",
                "host=elsewhere dbname=other",
                "postgresql://elsewhere/other",
                "Ünï cödé 日本語",
                "100%41 'quoted' \\back/slash",
                "-Fc"
            })
    void whateverTheDatabaseIsCalled(String name) throws Exception {
        String quoted = '"' + name.replace("\"", "\"\"") + '"';
        trial.execute("postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(quoted, database));
        try {
            Manifest manifest =
                    backUp(
                            "postgresql://%s:%s@127.0.0.1:%d/%s"
                                    .formatted(user(), password(), port(), encoded(name)));

            assertThat(manifest.database().name()).isEqualTo(name);
            assertThat(manifest.warnings()).isEmpty();
        } finally {
            trial.execute("postgres", "DROP DATABASE " + quoted);
        }
    }

    /// Both of the settings are for every session; pg_dump lifts the limit on time for its own.
    @Test
    void withOptionsForTheServer() throws Exception {
        backUp(
                "postgresql://%s:%s@127.0.0.1:%d/%s?options=-c%%20statement_timeout%%3D10s%%20-c%%20DateStyle%%3DGerman"
                        .formatted(user(), password(), port(), database));
    }

    @Test
    void asARoleThatMayReadAllDataAndNothingElse() throws Exception {
        trial.execute(
                database,
                "DROP ROLE IF EXISTS pgrehearse_read",
                "CREATE ROLE pgrehearse_read LOGIN PASSWORD 'read'",
                "GRANT pg_read_all_data TO pgrehearse_read",
                "ALTER ROLE pgrehearse_read SET default_transaction_read_only = on",
                "ALTER ROLE pgrehearse_read SET statement_timeout = '1min'");

        Manifest manifest =
                backUp(
                        "postgresql://pgrehearse_read:read@127.0.0.1:%d/%s"
                                .formatted(port(), database));

        assertThat(manifest.warnings()).isEmpty();
    }

    private Manifest backUp(String url) throws IOException, SQLException {
        Manifest manifest = trial.backUp(BackupTrial.PLAN, ConnectionUri.parse(url, Map.of()));
        requireRows(manifest);
        return manifest;
    }

    private static void requireRows(Manifest manifest) {
        assertThat(manifest.tables())
                .extracting(TableRows::name, TableRows::rows)
                .containsExactly(tuple("public.t", 3L));
    }

    private String user() {
        return server.server().user();
    }

    private String password() {
        return encoded(server.server().password().reveal());
    }

    private int port() {
        return server.server().port();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
