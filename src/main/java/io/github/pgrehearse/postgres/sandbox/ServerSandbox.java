package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.globals.Globals;
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

    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(10);

    /// For what could not be made in time, nobody is to wait long again.
    private static final Duration TIME_TO_UNDO = Duration.ofMinutes(1);

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
        try {
            TemporaryDatabases databases =
                    TemporaryDatabases.over(connected.connection(), LONGEST_STATEMENT);
            new Leftovers(log).drop(connected.reached(), databases);
            ServerSandbox sandbox =
                    named(connected, version(connected.connection()), wanted, databases);
            sandbox.create(databases, limit);
            return sandbox;
        } catch (SQLException e) {
            closeQuietly(connected.connection());
            throw ServerRefusal.of(connected.reached(), e);
        } catch (IOException | RuntimeException e) {
            closeQuietly(connected.connection());
            throw e;
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
            if (isFree(renamed, lock.get(), databases)) {
                return new ServerSandbox(
                        connected.reached(), connected.connection(), version, renamed, lock.get());
            }
        }
        throw new Failure.Database(
                "Cannot make a temporary database [%s has one called %s, and so on for a minute]"
                        .formatted(connected.reached(), wanted.database()),
                "Find out who makes databases with such names there.");
    }

    /// Gives the lock back if it is not.
    private static boolean isFree(Wanted wanted, OwnerLock lock, TemporaryDatabases databases)
            throws SQLException {
        boolean free = false;
        try {
            free = !databases.exist(List.of(wanted.database(), wanted.bareDatabase()));
            return free;
        } finally {
            if (!free) {
                lock.close();
            }
        }
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
                undo(TIME_TO_UNDO);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
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
        return new Reached(server.uri().to(database), server.address());
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
    public void describeRoles(Globals globals) {}

    /// Drops it, also when the process is told to end, which interrupts this thread.
    @Override
    public void close() throws IOException {
        undo(LONGEST_STATEMENT);
    }

    /// Over a new connection: the first one was idle for as long as the drill took, or what it was
    /// asked last was never answered.
    private void undo(Duration limit) throws IOException {
        boolean interrupted = Thread.interrupted();
        closeQuietly(connection);
        try (OwnerLock _ = lock;
                Connection last = new Connector(server.uri()).connect().connection()) {
            TemporaryDatabases.over(last, limit).dropAll(wanted.database());
        } catch (SQLException e) {
            throw new Failure.Database(
                    "Cannot drop a temporary database [%s: %s]"
                            .formatted(this, ServerRefusal.said(server, e)),
                    "The next drill there tries again; or drop it by DROP DATABASE ... WITH (FORCE).",
                    e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
