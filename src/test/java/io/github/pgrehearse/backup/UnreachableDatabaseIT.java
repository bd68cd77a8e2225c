package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every way in which a database does not let a backup in, each from its real cause: one line that
/// says which it was, and what to do about it.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UnreachableDatabaseIT {

    private static final String DATABASE = "app";

    @TempDir private static Path place;

    private static EphemeralServer server;
    private static Path authority = Path.of("");

    @TempDir private Path temporary;

    private BackupScene scene;

    @BeforeAll
    static void start(TestServer shared) throws Exception {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        server =
                EphemeralServer.start(
                        shared.server().programs(),
                        place,
                        EphemeralServer.Options.defaults()
                                .with("max_connections", "8")
                                .with("superuser_reserved_connections", "3"));
        server.createDatabase(
                DATABASE,
                """
                CREATE TABLE orders AS SELECT generate_series(1, 10) AS i;
                CREATE ROLE reader LOGIN PASSWORD 'sesame';
                GRANT pg_read_all_data TO reader;
                CREATE ROLE refused LOGIN PASSWORD 'sesame';
                CREATE ROLE barred NOLOGIN PASSWORD 'sesame';
                CREATE ROLE limited LOGIN PASSWORD 'sesame' CONNECTION LIMIT 0;
                CREATE ROLE expired LOGIN PASSWORD 'sesame' VALID UNTIL '2020-01-01';
                """);
        server.createDatabase("vault", "REVOKE CONNECT ON DATABASE vault FROM public");
        server.createDatabase("closed", "");
        execute("ALTER DATABASE closed ALLOW_CONNECTIONS false");
        Path data = dataDirectory();
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(
                rules,
                "host all refused all reject\n" + Files.readString(rules, StandardCharsets.UTF_8));
        authority = place.resolve("server.crt");
        TestCertificate.install(data, authority, "localhost");
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        scene = new BackupScene(server, DATABASE, temporary);
        tls(true);
    }

    @AfterEach
    void end() throws IOException {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'reader:wrong@%s/app', 'password authentication failed', 'Check the user and the password'",
        "'nobody:sesame@%s/app', 'password authentication failed', 'Check the user and the password'",
        "'expired:sesame@%s/app', 'password authentication failed', 'or has expired'",
        "'reader@%s/app', 'no password was provided', 'Write the password'",
        "'refused:sesame@%s/app', 'pg_hba.conf rejects connection', 'Add a line to its pg_hba.conf'",
        "'barred:sesame@%s/app', 'is not permitted to log in', 'let the role log in'",
        "'limited:sesame@%s/app', 'too many connections for role', 'the limit of this role'",
        "'reader:sesame@%s/missing', 'does not exist', 'Check the database''s name'",
        "'reader:sesame@%s/vault', 'permission denied for database', 'Grant this user'",
        "'reader:sesame@%s/closed', 'not currently accepting connections', 'ALLOW_CONNECTIONS true'",
        "'reader:sesame@%s/app?target_session_attrs=standby', 'server', 'target_session_attrs'",
        "'reader:sesame@%s/app?sslmode=verify-ca&sslrootcert=/nowhere.crt', 'root certificate file', 'sslrootcert=/path'",
        "'reader:sesame@%s/app?sslrootcert=system', 'unable to find valid certification path', 'Name the authority'",
        "'reader:sesame@127.0.0.1:1/app', 'refused', 'Check that the server runs'",
        "'reader:sesame@no-such-host.invalid/app', 'cannot be resolved', 'Check the host'",
        "'reader:sesame@%%2Fnowhere/app', 'No such file or directory', 'Check that the server runs'",
    })
    void theServerSaysNo(String url, String why, String advice) throws Exception {
        String place = "127.0.0.1:" + scene.line().port();

        ProgramRun run = with("postgresql://" + url.formatted(place)).run("backup");

        refused(run, why, advice);
    }

    @Test
    void theCertificateNamesAnotherHost() throws Exception {
        refused(
                withTls("127.0.0.1", "verify-full").run("backup"),
                "could not be verified",
                "Write the host as");
    }

    @Test
    void theServerHasNoTls() throws Exception {
        tls(false);

        refused(
                withTls("localhost", "require").run("backup"),
                "does not support SSL",
                "Turn TLS on");
    }

    @Test
    void theCertificateIsRight() throws Exception {
        ProgramRun run = withTls("localhost", "verify-full").run("backup");

        assertThat(run.status()).as(run.all()).isZero();
        scene.holdsWholeBackupsOnly();
    }

    @Test
    void everyConnectionIsTaken() throws Exception {
        Deque<Connection> taken = new ArrayDeque<>();
        try {
            while (taken.size() < 5) {
                taken.push(connect("reader", "sesame"));
            }
            refused(asReader().run("backup"), "reserved for", "max_connections");
            while (taken.size() < 8) {
                taken.push(connect(server.user(), server.password().reveal()));
            }
            refused(scene.program().run("backup"), "too many clients already", "max_connections");
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        Eventually.asks("room", () -> asReader().run("backup").status() == 0);
    }

    @Test
    void onlyOneConnectionIsLeft() throws Exception {
        try (Connection _ = connect("reader", "sesame");
                Connection _ = connect("reader", "sesame");
                Connection _ = connect("reader", "sesame");
                Connection _ = connect("reader", "sesame")) {
            ProgramRun run = asReader().run("backup");

            scene.failed(run, 20, "pg_dump failed [exit status 1: ");
            assertThat(run.errors().getFirst()).contains("reserved for", "needs two connections");
        }
    }

    @Test
    void somethingElseAnswers() throws Exception {
        try (ServerSocket socket = answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            refused(
                    with("postgresql://reader:sesame@127.0.0.1:%d/app"
                                    .formatted(socket.getLocalPort()))
                            .run("backup"),
                    "SSL",
                    "does not speak as PostgreSQL does");
        }
    }

    @Test
    void theLineIsCutAtOnce() throws Exception {
        try (ServerSocket socket = answering("")) {
            refused(
                    with("postgresql://reader:sesame@127.0.0.1:%d/app"
                                    .formatted(socket.getLocalPort()))
                            .run("backup"),
                    "",
                    "");
        }
    }

    @Test
    void nothingAnswersInTime() throws Exception {
        scene.line().stallAfter(0);

        refused(
                with("postgresql://reader:sesame@127.0.0.1:%d/app?connect_timeout=2"
                                .formatted(scene.line().port()))
                        .run("backup"),
                "timed out",
                "Nothing answered in time");
    }

    private void refused(ProgramRun run, String why, String advice) throws Exception {
        scene.failed(run, 20, "Cannot connect to database [");
        assertThat(run.errors().getFirst()).contains(why, advice);
    }

    private PackagedProgram with(String url) {
        return scene.program().with("DATABASE_URL", url);
    }

    private PackagedProgram asReader() {
        return with("postgresql://reader:sesame@127.0.0.1:%d/app".formatted(scene.line().port()));
    }

    private PackagedProgram withTls(String host, String mode) {
        return with(
                "postgresql://reader:sesame@%s:%d/app?sslmode=%s&sslrootcert=%s"
                        .formatted(host, scene.line().port(), mode, authority));
    }

    /// Accepts connections, and answers each with a text and its end.
    private static ServerSocket answering(String text) throws IOException {
        ServerSocket socket = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        while (!socket.isClosed()) {
                            try (Socket client = socket.accept();
                                    OutputStream out = client.getOutputStream()) {
                                client.getInputStream().readNBytes(8);
                                out.write(text.getBytes(StandardCharsets.US_ASCII));
                            }
                        }
                    } catch (IOException e) {
                        // closed: the test is over
                    }
                });
        return socket;
    }

    private static void tls(boolean on) throws Exception {
        execute("ALTER SYSTEM SET ssl = " + on, "SELECT pg_reload_conf()");
        Eventually.asks("a new setting", () -> ask("SHOW ssl").equals(on ? "on" : "off"));
    }

    private static Path dataDirectory() throws SQLException {
        return Path.of(ask("SHOW data_directory"));
    }

    private static String ask(String query) throws SQLException {
        try (Connection connection = connect(server.user(), server.password().reveal());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static void execute(String... commands) throws SQLException {
        try (Connection connection = connect(server.user(), server.password().reveal());
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private static Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), DATABASE),
                user,
                password);
    }
}
