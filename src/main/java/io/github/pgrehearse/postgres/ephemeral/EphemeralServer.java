package io.github.pgrehearse.postgres.ephemeral;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A PostgreSQL server to be thrown away: made from the installed programs in a temporary
/// directory, and gone with it on [#close].
///
/// It listens on 127.0.0.1 only, on a free port and no Unix socket, and lets in one superuser with
/// a random password. It runs without any variable of our environment, cannot look into this
/// process, and never runs as root. It gives durability away for speed: a crash of the machine
/// would lose it.
///
/// It also outlives us if we are killed. Every start therefore begins with [#reap].
public final class EphemeralServer implements AutoCloseable {

    static final String HOST = "127.0.0.1";
    static final String USER = "postgres";

    private static final int PASSWORD_BYTES = 24;

    private final ServerPrograms programs;
    private final ServerDirectory directory;
    private final Secret password;
    private final int port;
    private final long pid;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EphemeralServer(
            ServerPrograms programs, ServerDirectory directory, Secret password, int port) {
        this.programs = programs;
        this.directory = directory;
        this.password = password;
        this.port = port;
        this.pid = Long.parseLong(directory.status().getFirst());
    }

    /// How the server is to be made.
    ///
    /// @param locale of its databases; absent: C.UTF-8, or C where there is no such locale
    /// @param settings server settings, which win over those that are made here
    public record Options(String encoding, Optional<String> locale, Map<String, String> settings) {

        public Options {
            settings = Map.copyOf(settings);
        }

        public static Options defaults() {
            return new Options("UTF8", Optional.empty(), Map.of());
        }

        public Options with(String setting, String value) {
            Map<String, String> more = new LinkedHashMap<>(settings);
            more.put(setting, value);
            return new Options(encoding, locale, more);
        }
    }

    /// Starts a server in a new directory in `tempDir`; takes about two seconds. The caller closes
    /// it.
    public static EphemeralServer start(ServerPrograms programs, Path tempDir, Options options)
            throws IOException {
        return start(programs, tempDir, options, ServerLaunch::freePort);
    }

    static EphemeralServer start(
            ServerPrograms programs, Path tempDir, Options options, ServerLaunch.Ports ports)
            throws IOException {
        reap(tempDir);
        ServerDirectory directory = ServerDirectory.create(tempDir);
        try {
            ServerAccount account = ServerAccount.choose(directory.top());
            account.lockOut();
            Secret password = randomPassword();
            new DataDirectory(programs, directory, account).create(options, password);
            int port = new ServerLaunch(account, programs, directory).run(ports);
            return new EphemeralServer(programs, directory, password, port);
        } catch (IOException | RuntimeException e) {
            try {
                end(directory);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /// Stops the servers and removes the directories in `tempDir` that processes left behind which
    /// are no more, and says how many there were. Those of living processes, and of other users,
    /// are left alone.
    public static int reap(Path tempDir) throws IOException {
        List<IOException> problems = new ArrayList<>();
        List<ServerDirectory> orphans = ServerDirectory.orphans(tempDir);
        for (ServerDirectory orphan : orphans) {
            try {
                end(orphan);
            } catch (IOException e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw problems.getFirst();
        }
        return orphans.size();
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /// The one role there is; a superuser.
    public String user() {
        return USER;
    }

    public Secret password() {
        return password;
    }

    /// The address of one of its databases in the form of libpq, with the password.
    public Secret connectionUri(String database) {
        String encoded = URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
        return new Secret(
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(USER, password.reveal(), HOST, port, encoded));
    }

    /// Makes a database and fills it by a script of SQL, all in one transaction.
    public void createDatabase(String database, String script) throws IOException {
        execute("postgres", "CREATE DATABASE \"" + database.replace("\"", "\"\"") + "\"");
        execute(database, script);
    }

    private void execute(String database, String sql) throws IOException {
        ConnectionUri uri = ConnectionUri.parse(connectionUri(database).reveal(), Map.of());
        Connector.Connected connected = new Connector(uri).connect();
        try (Connection connection = connected.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw Connector.failure("Cannot fill a temporary database", connected.reached(), e);
        }
    }

    /// The programs it was made from.
    public ServerPrograms programs() {
        return programs;
    }

    /// The process id of the server.
    public long pid() {
        return pid;
    }

    /// Stops the server and removes its directory, if it still runs or not. An interrupted thread
    /// does so too, and stays interrupted.
    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            end(directory);
        }
    }

    @Override
    public String toString() {
        return "temporary PostgreSQL %s on %s:%d".formatted(programs.version(), HOST, port);
    }

    /// On a thread of its own, which nobody interrupts.
    private static void end(ServerDirectory directory) throws IOException {
        CompletableFuture<Void> ended =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                directory.end();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        Thread::startVirtualThread);
        try {
            ended.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException problem) {
                throw problem.getCause();
            }
            throw e;
        }
    }

    private static Secret randomPassword() {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
}
