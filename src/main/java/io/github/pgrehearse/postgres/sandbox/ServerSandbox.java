package io.github.pgrehearse.postgres.sandbox;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sandbox of two temporary databases on a server that others use too, who must not notice it.
///
/// Nothing is dropped there but databases that are [ours][TemporaryDatabases] and whose owner is
/// gone; no role is made or changed.
public final class ServerSandbox implements Sandbox {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'verify_'uuuuMMdd_HHmmss");

    /// How many names are tried, a second apart, where other drills or people have taken them.
    private static final int NAMES = 60;

    private static final String ADMINISTRATION_LIMIT = "SET statement_timeout = '10min'";
    private static final int LONGEST_ANSWER_MILLISECONDS = 660_000;

    private static final String STANDING =
            """
            SELECT CASE
                WHEN to_regrole(wanted) IS NULL THEN 'ABSENT'
                WHEN me.rolsuper OR me.oid = to_regrole(wanted) THEN 'OWNER'
                ELSE 'GRANTEE'
            END
            FROM (SELECT ?::text AS wanted) AS asked, pg_roles AS me
            WHERE me.rolname = current_user
            """;

    private final Reached server;
    private final Connection connection;
    private final ServerVersion version;
    private final Wanted wanted;
    private final OwnerLock lock;
    private final List<String> departures = new ArrayList<>();

    private ServerSandbox(
            Reached server,
            Connection connection,
            ServerVersion version,
            Wanted wanted,
            OwnerLock lock) {
        this.server = server;
        this.connection = connection;
        this.version = version;
        this.wanted = wanted;
        this.lock = lock;
    }

    /// Drops what drills left that were killed, and makes two databases like the wanted one.
    ///
    /// @param uri of a database of the server that stays; nothing is done in it
    /// @param limit how long a statement of the restore may take
    /// @throws Failure.Database if it cannot be reached, or does not let us make them
    public static Sandbox open(ConnectionUri uri, Duration limit, Wanted wanted, System.Logger log)
            throws IOException {
        Connector.Connected connected = new Connector(uri).connect();
        Connection connection = connected.connection();
        try {
            connection.setNetworkTimeout(Runnable::run, LONGEST_ANSWER_MILLISECONDS);
            TemporaryDatabases databases = new TemporaryDatabases(connection);
            databases.execute(ADMINISTRATION_LIMIT);
            dropOrphans(connected.reached(), databases, log);
            ServerSandbox sandbox = named(connected, version(connection), wanted, databases);
            sandbox.create(databases, limit);
            return sandbox;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw refusal(connected.reached(), e);
        } catch (IOException | RuntimeException e) {
            closeQuietly(connection);
            throw e;
        }
    }

    /// Those whose owner lives have its lock: it is taken before they are made.
    private static void dropOrphans(Reached server, TemporaryDatabases databases, System.Logger log)
            throws IOException, SQLException {
        for (String orphan : databases.ours()) {
            Optional<OwnerLock> taken = OwnerLock.take(server, TemporaryDatabases.sandbox(orphan));
            if (taken.isEmpty()) {
                continue;
            }
            try (OwnerLock _ = taken.get()) {
                databases.drop(orphan);
                log.log(INFO, "Dropped %s, which a killed drill had left".formatted(orphan));
            } catch (SQLException e) {
                log.log(
                        WARNING,
                        "Failed to cleanup temp database [%s, which a killed drill had left: %s]"
                                .formatted(orphan, said(server, e)));
            }
        }
    }

    /// One whose names nobody has, with its lock.
    private static ServerSandbox named(
            Connector.Connected connected,
            ServerVersion version,
            Wanted wanted,
            TemporaryDatabases databases)
            throws IOException, SQLException {
        LocalDateTime began = LocalDateTime.parse(wanted.database(), NAME);
        for (int second = 0; second < NAMES; second++) {
            Wanted renamed = wanted.called(NAME.format(began.plusSeconds(second)));
            Optional<OwnerLock> lock = OwnerLock.take(connected.reached(), renamed.database());
            if (lock.isEmpty()) {
                continue;
            }
            if (!databases.exist(List.of(renamed.database(), renamed.bareDatabase()))) {
                return new ServerSandbox(
                        connected.reached(), connected.connection(), version, renamed, lock.get());
            }
            lock.get().close();
        }
        throw new Failure.Database(
                "Cannot make a temporary database [%s has one called %s, and so on for a minute]"
                        .formatted(connected.reached(), wanted.database()),
                "Find out who makes databases with such names there.");
    }

    private void create(TemporaryDatabases databases, Duration limit)
            throws IOException, SQLException {
        try {
            NewDatabase like = new NewDatabase(wanted, version);
            String options = wanted.properties().map(like::like).orElse("");
            for (String database : List.of(wanted.database(), wanted.bareDatabase())) {
                databases.create(database, options);
                tame(databases, database, limit);
            }
            if (wanted.properties().isPresent()) {
                like.money(connection, wanted.properties().get().lcMonetary())
                        .ifPresent(departures::add);
            }
            wanted.major()
                    .filter(major -> major != version.major())
                    .map(major ->
                            "The backup is of PostgreSQL %d, and was restored into %s"
                                    .formatted(major, version))
                    .ifPresent(departures::add);
        } catch (SQLException e) {
            try {
                drop(databases);
            } catch (SQLException left) {
                e.addSuppressed(left);
            }
            lock.close();
            throw e;
        }
    }

    /// Of a role's own settings none counts more than these; they go with the database.
    private static void tame(TemporaryDatabases databases, String database, Duration limit)
            throws SQLException {
        long milliseconds = Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
        for (String setting :
                List.of(
                        "statement_timeout = " + milliseconds,
                        "synchronous_commit = off",
                        "default_transaction_read_only = off")) {
            databases.execute(
                    "ALTER ROLE CURRENT_USER IN DATABASE %s SET %s".formatted(database, setting));
        }
    }

    private static ServerVersion version(Connection connection) throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row =
                        query.executeQuery("SELECT current_setting('server_version_num')::int")) {
            row.next();
            return new ServerVersion(row.getInt(1));
        }
    }

    /// Source of the codes: PostgreSQL's documentation, "PostgreSQL Error Codes".
    private static Failure.Database refusal(Reached server, SQLException e) {
        String said = "%s: %s".formatted(server, said(server, e));
        return switch (String.valueOf(e.getSQLState())) {
            case "42501" ->
                    new Failure.Database(
                            "permission denied to create database [%s]".formatted(said),
                            "Let a superuser run ALTER ROLE ... CREATEDB for this user, or name another"
                                    + " server in VERIFY_DATABASE_URL, or install PostgreSQL's server"
                                    + " programs here and set VERIFY_TARGET=ephemeral.",
                            e);
            case "53100" ->
                    new Failure.Database(
                            "No space left on device [%s]".formatted(said),
                            "Free some on that server, or name another one in VERIFY_DATABASE_URL.",
                            e);
            case "0A000", "22023", "42704", "42809" ->
                    new Failure.Database(
                            "Cannot make a temporary database [%s]".formatted(said),
                            "That server lacks the locale, the encoding or the ICU of the database that"
                                    + " was backed up: install what the brackets name there, or name another"
                                    + " server in VERIFY_DATABASE_URL.",
                            e);
            default ->
                    new Failure.Database(
                            "Cannot make a temporary database [%s]".formatted(said),
                            "The words in brackets are the server's own.",
                            e);
        };
    }

    private static String said(Reached server, SQLException e) {
        return server.redact(String.valueOf(e.getMessage()));
    }

    @Override
    public String kind() {
        return "server";
    }

    @Override
    public ServerVersion version() {
        return version;
    }

    @Override
    public Reached whole() {
        return reached(wanted.database());
    }

    @Override
    public Reached bare() {
        return reached(wanted.bareDatabase());
    }

    private Reached reached(String database) {
        ConnectionUri uri = server.uri();
        return new Reached(
                new ConnectionUri(
                        uri.hosts(), uri.user(), uri.password(), database, uri.parameters()),
                server.address());
    }

    @Override
    public List<String> departures() {
        return List.copyOf(departures);
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Standing makeRole(String role) throws IOException {
        try (PreparedStatement query = connection.prepareStatement(STANDING)) {
            query.setString(1, role);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Standing.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw Connector.failure("Cannot ask for a role", server, e);
        }
    }

    /// The roles of this server are others' too.
    @Override
    public void describeRole(String statement) {}

    private void drop(TemporaryDatabases databases) throws SQLException {
        for (String database : List.of(wanted.database(), wanted.bareDatabase())) {
            databases.drop(database);
        }
    }

    /// Drops it, also when the process is told to end, which interrupts this thread.
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            dropAndUnlock();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Over a new connection: the first one was idle for as long as the drill took.
    private void dropAndUnlock() throws IOException {
        closeQuietly(connection);
        try (OwnerLock _ = lock;
                Connection last = new Connector(server.uri()).connect().connection()) {
            last.setNetworkTimeout(Runnable::run, LONGEST_ANSWER_MILLISECONDS);
            TemporaryDatabases databases = new TemporaryDatabases(last);
            databases.execute(ADMINISTRATION_LIMIT);
            drop(databases);
        } catch (SQLException e) {
            throw new Failure.Database(
                    "Cannot drop a temporary database [%s: %s]".formatted(this, said(server, e)),
                    "The next drill there tries again; or drop it by DROP DATABASE ... WITH (FORCE).",
                    e);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server sees that we are gone
        }
    }

    @Override
    public String toString() {
        return "temporary database %s, PostgreSQL %s on %s"
                .formatted(wanted.database(), version, server.host());
    }
}
