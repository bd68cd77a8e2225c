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
/// Nothing is dropped there but databases and roles that are [ours][TemporaryDatabases] and whose
/// owner is gone. What is restored belongs to a role of the sandbox's own, which may do nothing
/// else, where one can be made; from then on the given role connects to neither database.
public final class ServerSandbox implements Sandbox {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'verify_'uuuuMMdd_HHmmss");

    /// How many names are tried, a second apart, where other drills or people have taken them.
    private static final int NAMES = 60;

    private static final int FIRST_WITH_OWNED_SCHEMA = 15;

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
    private Restorer restorer;
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
        this.restorer = Restorer.trusted(server);
    }

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
            ServerSandbox sandbox =
                    named(connected, version(connected.connection()), wanted, databases);
            sandbox.make(databases, trust, limit);
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

    private void make(TemporaryDatabases databases, boolean trust, Duration limit)
            throws IOException, SQLException {
        try {
            if (trust) {
                create(databases, limit);
            } else {
                createFor(databases, limit);
            }
        } catch (SQLException | IOException e) {
            try {
                undo(TIME_TO_UNDO);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /// For a role of its own if that can be made and can log in; else for the given one.
    private void createFor(TemporaryDatabases databases, Duration limit)
            throws IOException, SQLException {
        String why = "it may not make a role for the drill";
        if (Restorer.canBeMade(databases)) {
            Restorer own = Restorer.make(databases, server, version, wanted.database(), limit);
            restorer = own;
            create(databases, limit);
            Optional<String> problem = own.problem(wanted.database());
            if (problem.isEmpty()) {
                return;
            }
            databases.dropAll(wanted.database());
            departures.clear();
            why = problem.get();
        }
        restorer = Restorer.given(databases, server, why);
        create(databases, limit);
    }

    private void create(TemporaryDatabases databases, Duration limit)
            throws IOException, SQLException {
        NewDatabase like = new NewDatabase(wanted, version);
        String options = wanted.properties().map(like::like).orElse("");
        String owner = restorer.own().map(" OWNER "::concat).orElse("");
        for (String database : List.of(wanted.database(), wanted.bareDatabase())) {
            databases.create(database, owner + options);
            tame(databases, database, limit);
            prepare(databases, database);
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
    }

    /// Gives the sandbox's role what is needed to compare, and a superuser alone can give, while
    /// nothing of the backup is there yet: to read large objects as they lie on the disk, and
    /// before 15 the schema `public`, which is not the database's owner's then.
    private void prepare(TemporaryDatabases databases, String database)
            throws IOException, SQLException {
        if (restorer.own().isEmpty() || databases.ask(Restorer.IS_SUPERUSER).isEmpty()) {
            return;
        }
        try (Connection empty = new Connector(server.uri().to(database)).connect().connection()) {
            TemporaryDatabases there = new TemporaryDatabases(empty);
            there.execute("GRANT SELECT ON pg_catalog.pg_largeobject TO " + restorer.role());
            if (version.major() < FIRST_WITH_OWNED_SCHEMA) {
                there.execute("ALTER SCHEMA public OWNER TO " + restorer.role());
            }
        }
    }

    /// Of a role's own settings none counts more than these; they go with the database. Nobody else
    /// is to run what will be there.
    private void tame(TemporaryDatabases databases, String database, Duration limit)
            throws SQLException {
        long milliseconds = Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
        for (String setting :
                List.of(
                        "statement_timeout = " + milliseconds,
                        "synchronous_commit = off",
                        "default_transaction_read_only = off")) {
            databases.execute(
                    "ALTER ROLE %s IN DATABASE %s SET %s"
                            .formatted(restorer.role(), database, setting));
        }
        databases.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database));
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
        return new Reached(restorer.uri().to(database), server.address());
    }

    @Override
    public List<String> warnings() {
        return restorer.warning().stream().toList();
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
            query.setString(2, restorer.uri().user());
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
                    restorer.uri(), databases.subscribing(wanted.database(), restorer.role()));
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
