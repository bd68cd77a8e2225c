package io.github.pgrehearse.hostile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.program.TestPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever lies in the store, and whoever drills or restores it: nothing outside of the sandbox is
/// touched, and the run ends with a verdict or a failure, not with a bug.
///
/// The suite tries each input once, the majors and ways in turn; `-Dhostile.all` tries every
/// combination.
@ExtendWith(TestServers.Provided.class)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileStoreIT {

    private static final boolean ALL = System.getProperty("hostile.all") != null;
    private static final String NOBODY = "65534";
    private static final List<Integer> MAJORS = List.of(14, 15, 16, 17, 18);

    /// What an administrator of the server would notice, were it changed.
    private static final List<String> SNAPSHOT =
            List.of(
                    "SELECT datname, datconnlimit FROM pg_database ORDER BY 1",
                    "SELECT rolname, rolsuper, rolconnlimit, rolpassword FROM pg_authid ORDER BY 1",
                    "SELECT setdatabase, setrole, setconfig::text FROM pg_db_role_setting ORDER BY 1, 2",
                    "SELECT name, setting FROM pg_file_settings ORDER BY 1, 2",
                    "SELECT subname FROM pg_subscription",
                    "SELECT slot_name FROM pg_replication_slots");

    /// How the input is used.
    enum Way {
        DRILL_EPHEMERAL,
        DRILL_EPHEMERAL_BY_NOBODY,
        DRILL_ON_SERVER,
        RESTORE,
        FETCH
    }

    @TempDir Path directory;

    private Path mark() {
        return directory.resolve("marks").resolve("mark");
    }

    static Stream<Arguments> metaCommands() {
        Set<String> names = HostileDumps.metaCommands(Path.of("mark")).keySet();
        return combinations(names, List.of(Way.values()));
    }

    /// A restore runs what a dump holds, on the server that its user names.
    static Stream<Arguments> statements() {
        Set<String> names = HostileDumps.statements(Path.of("mark"), "app").keySet();
        return combinations(
                names,
                List.of(Way.DRILL_EPHEMERAL, Way.DRILL_ON_SERVER, Way.DRILL_EPHEMERAL_BY_NOBODY));
    }

    private static Stream<Arguments> combinations(Set<String> names, List<Way> ways) {
        List<Arguments> all = new ArrayList<>();
        int turn = 0;
        for (String name : names) {
            for (Way way : ways) {
                for (int major : MAJORS) {
                    boolean due =
                            way == ways.get(turn % ways.size())
                                    && major == MAJORS.get(turn % MAJORS.size());
                    if (ALL || due) {
                        all.add(Arguments.of(name, way, major));
                    }
                }
            }
            turn++;
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, PostgreSQL {2}")
    @MethodSource("metaCommands")
    void runsNoMetaCommand(String name, Way way, int major, TestServers servers) throws Exception {
        TestServer server = servers.of(major);

        lay(requireNonNull(HostileDumps.metaCommands(mark()).get(name)));
        openMarks();

        ProgramRun run = run(way, server);

        assertThat(run.status())
                .as(run.all())
                .isIn(way == Way.FETCH ? Set.of(0) : Set.of(0, 40, 41));
    }

    @ParameterizedTest(name = "{0}, {1}, PostgreSQL {2}")
    @MethodSource("statements")
    void reachesNothingOutside(String name, Way way, int major, TestServers servers)
            throws Exception {
        TestServer server = servers.of(major);
        String other = server.createDatabase();

        lay(requireNonNull(HostileDumps.statements(mark(), other).get(name)));

        ProgramRun run = run(way, server);

        assertThat(run.status()).as(run.all()).isIn(0, 41, 42);
    }

    private ProgramRun run(Way way, TestServer server) throws Exception {
        String database = server.createDatabase();
        List<String> before = snapshot(server);

        ProgramRun run = run(way, server, database);

        assertThat(mark()).as(run.all()).doesNotExist();
        assertThat(snapshot(server)).as(run.all()).isEqualTo(before);
        assertThat(run.all()).doesNotContain("\tat ", "OutOfMemoryError");
        assertThat(run.all().length()).isLessThan(100_000);
        return run;
    }

    private void lay(byte[] dump) throws IOException {
        Path backups = Files.createDirectories(directory.resolve("store/backups"));
        Files.write(backups.resolve("backup_20240101_000000.sql"), dump);
        Files.createDirectory(directory.resolve("temporary"));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
        }
        Files.createDirectory(directory.resolve("marks"));
    }

    /// Everybody may write where the mark would be: psql runs as whoever runs the program.
    private void openMarks() throws IOException {
        Files.setPosixFilePermissions(
                directory.resolve("marks"), PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private ProgramRun run(Way way, TestServer server, String database) throws Exception {
        String uri = server.server().connectionUri(database).reveal();
        return switch (way) {
            case DRILL_EPHEMERAL -> ephemeral(server).run("drill");
            case DRILL_EPHEMERAL_BY_NOBODY ->
                    ephemeral(server)
                            .by(
                                    "setpriv",
                                    "--reuid=" + NOBODY,
                                    "--regid=" + NOBODY,
                                    "--clear-groups")
                            .run("drill");
            case DRILL_ON_SERVER ->
                    program(server)
                            .with("VERIFY_TARGET", "server")
                            .with("VERIFY_DATABASE_URL", uri)
                            .run("drill");
            case RESTORE -> program(server).run("restore", "--to", uri);
            case FETCH ->
                    program(server)
                            .run(
                                    "fetch",
                                    "backup_20240101_000000",
                                    "-o",
                                    directory.resolve("fetched").toString());
        };
    }

    private PackagedProgram ephemeral(TestServer server) throws IOException {
        return program(server).with("VERIFY_TARGET", "ephemeral");
    }

    private PackagedProgram program(TestServer server) throws IOException {
        return PackagedProgram.withoutSettings()
                .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + directory.resolve("temporary"))
                .with("HOME", directory.toString())
                .with("PG_BIN_DIR", programs(server))
                .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                .with("BACKUP_PREFIX", "backups");
    }

    /// The server's own, and the clients of several majors.
    private static String programs(TestServer server) throws IOException {
        List<String> places = new ArrayList<>();
        places.add(server.server().programs().bin().toString());
        TestPrograms.clients(TestPrograms.CLIENTS).forEach(place -> places.add(place.toString()));
        return String.join(":", places);
    }

    private static List<String> snapshot(TestServer server) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String query : SNAPSHOT) {
                try (ResultSet found = statement.executeQuery(query)) {
                    int columns = found.getMetaData().getColumnCount();
                    while (found.next()) {
                        String[] row = new String[columns];
                        for (int i = 0; i < columns; i++) {
                            row[i] = String.valueOf(found.getString(i + 1));
                        }
                        rows.add(Arrays.toString(row));
                    }
                }
            }
        }
        return rows;
    }
}
