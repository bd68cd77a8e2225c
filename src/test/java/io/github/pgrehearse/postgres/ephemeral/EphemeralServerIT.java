package io.github.pgrehearse.postgres.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.Invocation;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.Program;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class EphemeralServerIT {

    private static final PgTools TOOLS =
            new PgTools(
                    List.of(),
                    Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                            .map(Path::of)
                            .toList());
    private static final EphemeralServer.Options DEFAULTS = EphemeralServer.Options.defaults();

    private static ServerPrograms programs =
            new ServerPrograms(Path.of("/"), ServerVersion.of(14, 0));

    @TempDir Path temp;

    @BeforeAll
    static void findPrograms() throws IOException {
        programs = TOOLS.newestServer();
    }

    @BeforeEach
    void letEveryUserReachTheDirectory() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void answersPsqlAndTheDriver() throws Exception {
        try (EphemeralServer server = start(DEFAULTS)) {
            Program psql = TOOLS.clientFor("psql", programs.version().major());
            Invocation.Outcome outcome =
                    new Invocation(
                                    List.of(
                                            psql.path().toString(),
                                            "-XAtc",
                                            "select version()",
                                            server.connectionUri("postgres").reveal()),
                                    temp,
                                    Duration.ofSeconds(30))
                            .run();

            assertThat(outcome.output()).startsWith("PostgreSQL " + programs.version() + " ");
            assertThat(ask(server, "select version()"))
                    .startsWith("PostgreSQL " + programs.version() + " ");
        }
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        try (EphemeralServer server = start(DEFAULTS)) {
            SQLException refusal =
                    catchThrowableOfType(SQLException.class, () -> connect(server, "guessed"));

            assertThat(refusal.getSQLState()).isEqualTo("28P01");
            assertThat(
                            ask(
                                    server,
                                    "select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        try (EphemeralServer server = start(DEFAULTS)) {
            assertThat(ask(server, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "show unix_socket_directories")).isEmpty();
            for (InetAddress address : addressesOfThisMachine()) {
                assertThatThrownBy(() -> new Socket(address, server.port()).close())
                        .as("%s", address)
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        EphemeralServer server = start(DEFAULTS);
        try (Connection busy = connect(server, server.password().reveal())) {
            assertThat(busy.isValid(5)).isTrue();

            server.close();
            server.close();

            assertThat(temp).isEmptyDirectory();
            assertThat(processesNaming(temp)).isEmpty();
        }
    }

    @Test
    void leavesNothingBehindWhenTheServerHadDied() throws Exception {
        EphemeralServer server = start(DEFAULTS);
        ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().get(10, TimeUnit.SECONDS);

        server.close();

        assertThat(temp).isEmptyDirectory();
        assertThat(processesNaming(temp)).isEmpty();
    }

    @Test
    void runsTwoAtOnce() throws Exception {
        try (EphemeralServer one = start(DEFAULTS)) {
            try (EphemeralServer two = start(DEFAULTS)) {
                assertThat(one.port()).isNotEqualTo(two.port());
                assertThat(one.password().reveal()).isNotEqualTo(two.password().reveal());
                assertThat(ask(two, "select 1")).isEqualTo("1");
            }
            assertThat(ask(one, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void takesAnotherPortWhenTheFirstIsTaken() throws Exception {
        int free = freePort();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Deque<Integer> ports = new ArrayDeque<>(List.of(taken.getLocalPort(), free));

            try (EphemeralServer server =
                    EphemeralServer.start(programs, temp, DEFAULTS, ports::removeFirst)) {
                assertThat(server.port()).isEqualTo(free);
                assertThat(ask(server, "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void hasTheEncodingLocaleAndSettingsAskedFor() throws Exception {
        EphemeralServer.Options latin =
                new EphemeralServer.Options(
                        "LATIN1",
                        Optional.of("C"),
                        Map.of("application_name", "it's a \\ test", "fsync", "on"));
        try (EphemeralServer server = start(latin)) {
            assertThat(ask(server, "show server_encoding")).isEqualTo("LATIN1");
            assertThat(ask(server, "show fsync")).isEqualTo("on");
            assertThat(
                            ask(
                                    server,
                                    "select reset_val from pg_settings where name = 'application_name'"))
                    .isNotNull();
            assertThat(
                            ask(
                                    server,
                                    "select setting from pg_file_settings where name = 'application_name'"))
                    .isEqualTo("it's a \\ test");
        }
        try (EphemeralServer server = start(DEFAULTS)) {
            assertThat(ask(server, "show server_encoding")).isEqualTo("UTF8");
            assertThat(ask(server, "select datcollate from pg_database where datname = 'postgres'"))
                    .isIn("C.UTF-8", "C.utf8", "C");
        }
    }

    @Test
    void saysWhyTheServerDoesNotStart() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> start(DEFAULTS.with("shared_preload_libraries", "no_such_thing")));

        assertThat(failure).isInstanceOf(Failure.Database.class);
        assertThat(failure)
                .hasMessageStartingWith("Cannot start a temporary PostgreSQL server [")
                .hasMessageContaining("no_such_thing");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void saysWhyTheDirectoryCannotBeMade() {
        EphemeralServer.Options odd =
                new EphemeralServer.Options("UTF8", Optional.of("xx_YY"), Map.of());

        Failure failure = catchThrowableOfType(Failure.class, () -> start(odd));

        assertThat(failure).hasMessageContaining("initdb: ").hasMessageContaining("xx_YY");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void canBeInterruptedWhileTheDirectoryIsMade() throws Exception {
        interruptStart(() -> !processesNaming(temp).isEmpty());
    }

    @Test
    void canBeInterruptedWhileTheServerStarts() throws Exception {
        interruptStart(() -> logOfTheServer().isPresent());
    }

    private void interruptStart(BooleanSupplier moment) throws Exception {
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread starting =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                start(DEFAULTS).close();
                            } catch (IOException e) {
                                ended.set(e);
                            }
                        });
        await(moment);
        starting.interrupt();
        starting.join();

        assertThat(ended.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(temp).isEmptyDirectory();
        await(() -> processesNaming(temp).isEmpty());
    }

    private Optional<Path> logOfTheServer() {
        try (Stream<Path> servers = Files.list(temp)) {
            return servers.map(top -> top.resolve("server/log")).filter(Files::exists).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void closesThoughInterrupted() throws Exception {
        EphemeralServer server = start(DEFAULTS);
        Thread.currentThread().interrupt();

        server.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void leavesALivingOwnersServerAloneAndEndsAKilledOnes() throws Exception {
        Process owner = owner();
        try (BufferedReader told = owner.inputReader()) {
            String[] pidAndUri = told.readLine().split(" ", -1);
            ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pidAndUri[0])).orElseThrow();

            assertThat(EphemeralServer.reap(temp)).isZero();
            assertThat(postmaster.isAlive()).isTrue();

            owner.destroyForcibly().waitFor();
            assertThat(postmaster.isAlive()).isTrue();

            assertThat(EphemeralServer.reap(temp)).isEqualTo(1);
            postmaster.onExit().get(10, TimeUnit.SECONDS);
            assertThat(temp).isEmptyDirectory();
            assertThat(EphemeralServer.reap(temp)).isZero();
        } finally {
            owner.destroyForcibly();
        }
    }

    @Test
    void runsUnprivilegedAndKnowsNoneOfOurVariables() throws Exception {
        Process owner = owner();
        try (BufferedReader told = owner.inputReader()) {
            String pid = told.readLine().split(" ", -1)[0];
            Path proc = Path.of("/proc", pid);

            assertThat(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().info().user())
                    .isPresent()
                    .get()
                    .isNotEqualTo("root");
            if (Files.exists(proc)) {
                assertThat(Files.readString(proc.resolve("environ")).split("\0", -1))
                        .allSatisfy(variable ->
                                assertThat(variable).matches("((PATH|LC_ALL|PG\\w*)=.*)?"))
                        .noneSatisfy(variable -> assertThat(variable).contains("hunter2"));
            }
            owner.outputWriter().close();
            assertThat(owner.waitFor()).isZero();
            assertThat(temp).isEmptyDirectory();
        } finally {
            owner.destroyForcibly();
        }
    }

    private EphemeralServer start(EphemeralServer.Options options) throws IOException {
        return EphemeralServer.start(programs, temp, options);
    }

    private Process owner() throws IOException {
        ProcessBuilder java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                EphemeralServerOwner.class.getName(),
                                temp.toString(),
                                programs.bin().toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        java.environment().put("DATABASE_URL", "postgres://u:hunter2@h/d");
        java.environment().put("PGPASSWORD", "hunter2");
        java.environment().put("PGOPTIONS", "-c fsync=hunter2");
        return java.start();
    }

    private static String ask(EphemeralServer server, String question) throws SQLException {
        try (Connection connection = connect(server, server.password().reveal());
                ResultSet answer = connection.createStatement().executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static Connection connect(EphemeralServer server, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", password);
        return DriverManager.getConnection(
                "jdbc:postgresql://%s:%d/postgres".formatted(server.host(), server.port()),
                properties);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static List<InetAddress> addressesOfThisMachine() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.getHostAddress().equals("127.0.0.1"))
                .toList();
    }

    /// Children of a server show no arguments, but where they work.
    private static List<Long> processesNaming(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        Stream.of(process.info().arguments().orElse(new String[0]))
                                        .anyMatch(word -> word.startsWith(directory.toString()))
                                || worksIn(process, directory))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static boolean worksIn(ProcessHandle process, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(directory);
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
            Thread.sleep(5);
        }
    }
}
