package io.github.pgrehearse.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri.Host;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The driver and PostgreSQL's own programs, told by the same connection string, are let in at the
/// same server as the same user.
@ExtendWith(TestServer.Provided.class)
final class ConnectionUriIT {

    private static final String WHO =
            "select current_user || ' ' || current_database() || ' ' ||"
                    + " current_setting('search_path')";

    @Test
    void bothReachTheServerThatAnswersWithAPasswordFullOfSigns(TestServer server) throws Exception {
        String database = server.createDatabase();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("create role \"ö@/%\" login password 'p@ss/w%rd #?:&='");
        }
        ConnectionUri uri =
                ConnectionUri.parse(
                        "postgres://%%C3%%B6%%40%%2F%%25:p%%40ss%%2Fw%%25rd%%20#?%%3A&=@127.0.0.1:%d/%s"
                                        .formatted(server.server().port(), database)
                                + "?options=-c%20search_path%3Dodd&keepalives_idle=30&sslmode=prefer"
                                + "&connect_timeout=10&target_session_attrs=read-write",
                        Map.of());

        assertThat(driverSays(uri)).isEqualTo("ö@/% " + database + " odd");
        assertThat(psqlSays(server, uri)).isEqualTo("ö@/% " + database + " odd");
    }

    @Test
    void bothReachASocketWhateverIsSaidOfEncryption(TestServer server) throws Exception {
        Path directory = Files.createTempDirectory("s");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (EphemeralServer own =
                EphemeralServer.start(
                        server.server().programs(),
                        directory,
                        EphemeralServer.Options.defaults()
                                .with("unix_socket_directories", directory.toString()))) {
            ConnectionUri uri =
                    ConnectionUri.parse(
                            "host=%s port=%d user=%s password='%s' sslmode=require"
                                    .formatted(
                                            directory,
                                            own.port(),
                                            own.user(),
                                            own.password().reveal()),
                            Map.of());

            assertThat(uri.hosts()).containsExactly(new Host(directory.toString(), own.port()));
            String who = "%s %s \"$user\", public".formatted(own.user(), own.user());
            assertThat(driverSays(uri)).isEqualTo(who);
            assertThat(psqlSays(server, uri)).isEqualTo(who);
        }
        Files.delete(directory);
    }

    private static String driverSays(ConnectionUri uri) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:postgresql://", uri.driverProperties());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(WHO)) {
            result.next();
            return result.getString(1);
        }
    }

    private static String psqlSays(TestServer server, ConnectionUri uri)
            throws IOException, InterruptedException {
        Path psql =
                new PgTools(List.of(server.server().programs().bin()), List.of())
                        .clientFor("psql", server.server().programs().version().major())
                        .path();
        ProcessBuilder builder =
                new ProcessBuilder(
                        psql.toString(),
                        "--no-psqlrc",
                        "--tuples-only",
                        "--no-align",
                        "--command=" + WHO,
                        "--dbname=" + uri.programArgument().orElse("keepalives=1"));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(uri.libpqEnvironment(uri.hosts().getLast()));
        builder.redirectErrorStream(true);
        Process process = builder.start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
