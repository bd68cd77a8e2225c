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
import java.util.List;
import java.util.Optional;

/// A sandbox of two temporary databases on a server that others use too, who must not notice it.
///
/// Nothing is dropped there but databases and roles that are [ours][TemporaryDatabases] and whose
/// owner is gone. What is restored belongs to a role of the sandbox's own, which may do nothing
/// else, where one can be made; from then on the given role connects to neither database.
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
            WHERE me.rolname = ?
            """;

    private final Reached server;
    private final Connection connection;
    private final ServerVersion version;
    private final Wanted wanted;
    private final OwnerLock lock;
    private final SandboxMaker.Made made;

    private ServerSandbox(
            Reached server,
            Connection connection,
            ServerVersion version,
            Named named,
            SandboxMaker.Made made) {
        this.server = server;
        this.connection = connection;
        this.version = version;
        this.wanted = named.wanted();
        this.lock = named.lock();
        this.made = made;
    }

    /// What to call the databases, and the lock on these names.
    private record Named(Wanted wanted, OwnerLock lock) {}

    /// Drops what drills left that were killed, and makes two databases like the wanted one.
    ///
    /// @param uri of a database of the server that stays; nothing is done in it
    /// @param trust whether to restore as the given role, whatever it may do
    /// @param limit how long a statement of the restore may take
    /// @throws Failure.Database if it cannot be reached, does not let us make them, or would have
    ///   to be trusted
    public static Sandbox open(
            ConnectionUri uri, boolean trust, Duration limit, Wanted wanted, System.Logger log)
            throws IOException {
        Connector.Connected connected = new Connector(uri).connect();
        try {
            TemporaryDatabases databases =
                    TemporaryDatabases.over(connected.connection(), LONGEST_STATEMENT);
            new Leftovers(log).drop(connected.reached(), databases);
            return make(
                    connected,
                    databases,
                    named(connected.reached(), wanted, databases),
                    trust,
                    limit);
        } catch (SQLException e) {
            closeQuietly(connected.connection());
            throw ServerRefusal.of(connected.reached(), e);
        } catch (IOException | RuntimeException e) {
            closeQuietly(connected.connection());
            throw e;
        }
    }

    /// Names that nobody has, with their lock.
    private static Named named(Reached server, Wanted wanted, TemporaryDatabases databases)
            throws IOException, SQLException {
        LocalDateTime began = LocalDateTime.parse(wanted.database(), NAME);
        for (int second = 0; second < NAMES; second++) {
            Wanted renamed = wanted.called(NAME.format(began.plusSeconds(second)));
            Optional<OwnerLock> lock = OwnerLock.take(server, renamed.database());
            if (lock.isEmpty()) {
                continue;
            }
            if (isFree(renamed, lock.get(), databases)) {
                return new Named(renamed, lock.get());
            }
        }
        throw new Failure.Database(
                "Cannot make a temporary database [%s has one called %s, and so on for a minute]"
                        .formatted(server, wanted.database()),
                "Find out who makes databases with such names there.");
    }

    /// Gives the lock back if it is not.
    private static boolean isFree(Wanted wanted, OwnerLock lock, TemporaryDatabases databases)
            throws SQLException {
        boolean free = false;
        try {
            free =
                    !databases.exist(
                            wanted.database(), List.of(wanted.database(), wanted.bareDatabase()));
            return free;
        } finally {
            if (!free) {
                lock.close();
            }
        }
    }

    /// Makes the databases; what cannot be made whole is undone.
    private static Sandbox make(
            Connector.Connected connected,
            TemporaryDatabases databases,
            Named named,
            boolean trust,
            Duration limit)
            throws IOException, SQLException {
        Reached server = connected.reached();
        ServerVersion version = version(connected.connection());
        SandboxMaker maker = new SandboxMaker(databases, server, version, named.wanted(), limit);
        try {
            SandboxMaker.Made made = trust ? maker.makeTrusting() : maker.make();
            return new ServerSandbox(server, connected.connection(), version, named, made);
        } catch (SQLException | IOException e) {
            SandboxMaker.Made nothing = new SandboxMaker.Made(Restorer.trusted(server), List.of());
            try {
                new ServerSandbox(server, connected.connection(), version, named, nothing)
                        .undo(TIME_TO_UNDO);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
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

    @Override
    public Reached outside() {
        return server;
    }

    private Reached reached(String database) {
        return new Reached(made.restorer().uri().to(database), server.address());
    }

    @Override
    public List<String> warnings() {
        return made.restorer().warning().stream().toList();
    }

    @Override
    public List<String> departures() {
        return made.departures();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Standing makeRole(String role) throws IOException {
        try (PreparedStatement query = connection.prepareStatement(STANDING)) {
            query.setString(1, role);
            query.setString(2, made.restorer().uri().user());
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
            TemporaryDatabases databases = TemporaryDatabases.over(last, limit);
            Subscriptions.drop(
                    made.restorer().uri(),
                    databases.subscribing(wanted.database(), made.restorer().role()));
            databases.dropAll(wanted.database());
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
