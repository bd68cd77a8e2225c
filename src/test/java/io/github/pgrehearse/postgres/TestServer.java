package io.github.pgrehearse.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// One real server for all tests of this JVM, of the newest major that is installed on this
/// machine, started when the first test asks for it and gone after the last; [TestServers] has one
/// of every major. It knows the extension `pgrehearse_fixture`, see [FixtureInstallation].
///
/// A test class says `@ExtendWith(TestServer.Provided.class)` and takes a `TestServer` as a
/// parameter. Tests share the server, not databases: each makes its own, and leaves it there.
public final class TestServer implements AutoCloseable {

    /// Within these a dump makes its settings; nothing that looks like one is to be cut out of
    /// data.
    private static final int LINES_OF_SETTINGS = 30;

    private final Path directory;
    private final EphemeralServer server;
    private final Path psql;
    private final Path pgDump;
    private final AtomicInteger databases;

    private TestServer(
            Path directory, EphemeralServer server, PgTools clients, AtomicInteger databases)
            throws IOException {
        int major = server.programs().version().major();
        this.directory = directory;
        this.server = server;
        this.psql = clients.clientFor("psql", major).path();
        this.pgDump = clients.clientFor("pg_dump", major).path();
        this.databases = databases;
    }

    /// Gives the shared server to each test that has a parameter of this type.
    public static final class Provided implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestServer.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // The store of the root is closed after the last test, and closes what it holds
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(TestServer.class, _ -> startNewest(), TestServer.class);
        }

        private static TestServer startNewest() {
            try {
                List<Path> path =
                        Stream.of(System.getenv("PATH").split(File.pathSeparator))
                                .map(Path::of)
                                .toList();
                PgTools installed = new PgTools(List.of(), path);
                return start(installed.newestServer(), installed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Starts a server of its own. The caller closes it.
    ///
    /// @param clients among which its psql and pg_dump are chosen
    static TestServer start(ServerPrograms installed, PgTools clients) throws IOException {
        Path directory = Files.createTempDirectory("pgrehearse-test-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        EphemeralServer server =
                EphemeralServer.start(
                        FixtureInstallation.in(directory.resolve("installation"), installed),
                        directory,
                        EphemeralServer.Options.defaults()
                                .with("max_wal_size", "4GB")
                                .with("shared_buffers", "128MB"));
        return new TestServer(directory, server, clients, new AtomicInteger());
    }

    /// The same server, worked on by other client programs. It is not to be closed.
    public TestServer by(PgTools clients) throws IOException {
        return new TestServer(directory, server, clients, databases);
    }

    public EphemeralServer server() {
        return server;
    }

    /// Makes a database in UTF-8 and returns its name.
    public String createDatabase() throws IOException {
        return createDatabase("UTF8", "C");
    }

    /// Makes a database and returns its name. The locale C goes with every encoding.
    public String createDatabase(String encoding, String locale) throws IOException {
        return createDatabaseWith(
                "ENCODING '%s' LC_COLLATE '%s' LC_CTYPE '%s'".formatted(encoding, locale, locale));
    }

    /// Makes a database and returns its name.
    ///
    /// @param options of `CREATE DATABASE`
    public String createDatabaseWith(String options) throws IOException {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE %s TEMPLATE template0 %s".formatted(name, options));
        } catch (SQLException e) {
            throw new IOException(e);
        }
        return name;
    }

    /// A connection of the driver; the caller closes it.
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password().reveal());
        // Else a test in a database of another encoding could not SET it
        properties.setProperty("allowEncodingChanges", "true");
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), database),
                properties);
    }

    /// Runs a script of the test resources, such as `/databases/everything.sql`, by psql.
    public void runResource(String database, String resource) throws IOException {
        try {
            run(
                    database,
                    Path.of(
                            Objects.requireNonNull(TestServer.class.getResource(resource))
                                    .toURI()));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /// Runs a script by psql, and fails the test if one of its statements fails.
    public void run(String database, Path script) throws IOException {
        Path output = Files.createTempFile(directory, "psql", ".out");
        invoke(
                output,
                psql,
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--dbname=" + database,
                "--file=" + script);
        Files.delete(output);
    }

    /// Runs the text of a script by psql. It is sent as UTF-8.
    public void runText(String database, String script) throws IOException {
        Path file = Files.createTempFile(directory, "script", ".sql");
        Files.writeString(file, script);
        run(database, file);
        Files.delete(file);
    }

    /// Restores a plain dump into an empty database, by psql, and fails the test if that fails.
    ///
    /// A server before 17 does not know a setting that a newer pg_dump writes into every dump: that
    /// one line is left out. One before 16 does not know an option of subscriptions, which goes
    /// too.
    public void restore(String database, Path dump) throws IOException {
        if (server.programs().version().major() >= 17) {
            run(database, dump);
            return;
        }
        Path fitting = Files.createTempFile(directory, database, ".sql");
        invoke(
                fitting,
                Path.of("sed"),
                "-e",
                "1,%d{/^SET transaction_timeout = 0;$/d;}".formatted(LINES_OF_SETTINGS),
                "-e",
                server.programs().version().major() >= 16
                        ? ""
                        : "/^CREATE SUBSCRIPTION /s/, run_as_owner = true);$/);/",
                dump.toString());
        run(database, fitting);
        Files.delete(fitting);
    }

    /// Dumps a database by pg_dump, with `PGTZ=UTC` as a backup does, into a file that lives as
    /// long as the server.
    public Path dumpToFile(String database, String... options) throws IOException {
        Path file = Files.createTempFile(directory, database, ".sql");
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("--dbname=" + database);
        invoke(file, pgDump, arguments.toArray(String[]::new));
        return file;
    }

    public byte[] dump(String database, String... options) throws IOException {
        Path file = dumpToFile(database, options);
        byte[] dump = Files.readAllBytes(file);
        Files.delete(file);
        return dump;
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void invoke(Path output, Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(directory, "stderr", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("PGHOST", server.host());
        builder.environment().put("PGPORT", Integer.toString(server.port()));
        builder.environment().put("PGUSER", server.user());
        builder.environment().put("PGPASSWORD", server.password().reveal());
        builder.environment().put("PGTZ", "UTC");
        try {
            int status = builder.start().waitFor();
            String words = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8);
            assertThat(status).as("%s: %s", command, words).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(errors);
        }
    }
}
