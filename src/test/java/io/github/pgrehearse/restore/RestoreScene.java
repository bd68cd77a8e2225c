package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// What a test of restoring plays in: a directory with backups, the packaged program, and servers.
final class RestoreScene {

    private final Path store;
    private final PackagedProgram program;

    RestoreScene(Path directory) {
        this.store = directory.resolve("store");
        this.program =
                PackagedProgram.withoutSettings()
                        .with("HOME", directory.toString())
                        .with("S3_ENDPOINT", "file://" + store)
                        .with("BACKUP_PREFIX", "backups")
                        .with("COMPRESSION_LEVEL", "1");
    }

    /// With settings that lead to the store alone.
    PackagedProgram program() {
        return program;
    }

    /// Backs a database up, and proves it if that is wanted.
    void backUp(EphemeralServer server, String database) throws Exception {
        succeeds(
                program.with("DATABASE_URL", server.connectionUri(database).reveal())
                        .run("backup"));
    }

    /// Restores by the settings, and returns how that ended.
    ProgramRun restore(String target, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("restore"));
        words.addAll(Arrays.asList(options));
        return program.with("RESTORE_DATABASE_URL", target).run(words.toArray(String[]::new));
    }

    static void succeeds(ProgramRun run) {
        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.errors()).as(run.all()).isEmpty();
    }

    /// One line that says why and what to do, and what state the target is in.
    static void fails(ProgramRun run, int status, String... words) {
        assertThat(run.status()).as(run.all()).isEqualTo(status);
        assertThat(run.errors()).as(run.all()).singleElement().asString().contains(words);
        assertThat(run.all()).doesNotContain("\tat ", "Exception");
    }

    /// The newest backup's dump.
    Path dump() throws IOException {
        try (Stream<Path> files = Files.list(store.resolve("backups"))) {
            return files.filter(file -> file.toString().matches(".*[.]sql[.](gz|zst)"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    /// Where the backups lie.
    Path folder() {
        return store.resolve("backups");
    }

    /// The first column of an answer, its rows separated by commas.
    static String ask(TestServer server, String database, String query) throws SQLException {
        try (Connection connection = server.connect(database)) {
            return ask(connection, query);
        }
    }

    static String ask(EphemeralServer server, String database, String query) throws SQLException {
        return ask(server, database, server.user(), server.password().reveal(), query);
    }

    static String ask(
            EphemeralServer server, String database, String user, String password, String query)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        String url = "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), database);
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return ask(connection, query);
        }
    }

    private static String ask(Connection connection, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(query)) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        rows.add(result.getString(1));
                    }
                }
            }
        }
        return String.join(",", rows);
    }

    /// The same server and database as somebody else.
    static String url(EphemeralServer server, String user, String password, String database) {
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(user, password, server.host(), server.port(), database);
    }
}
