package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.globals.Membership;
import io.github.pgrehearse.globals.Role;
import io.github.pgrehearse.globals.RoleSql;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.ephemeral.Machine;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A sandbox on a server of its own, which is thrown away with it.
public final class EphemeralSandbox implements Sandbox {

    /// What the server needs besides the data: its catalogs, and some of its log.
    private static final long ROOM_BESIDES = 256L << 20;

    private static final int CONNECTIONS = 20;

    /// Duplicate object, reserved name. Source: PostgreSQL's documentation, "PostgreSQL Error
    /// Codes".
    private static final Set<String> THERE = Set.of("42710", "42939");

    private final EphemeralServer server;
    private final Wanted wanted;
    private final List<String> departures;
    private final Connection roles;

    private EphemeralSandbox(
            EphemeralServer server, Wanted wanted, List<String> departures, Connection roles) {
        this.server = server;
        this.wanted = wanted;
        this.departures = List.copyOf(departures);
        this.roles = roles;
    }

    /// Starts the server, of the wanted major or, where that is not installed, of the next newer.
    ///
    /// @param temporary a directory for it
    /// @throws Failure.Database if there is no such server, no room, or it does not start
    public static Sandbox open(PgTools tools, Path temporary, Wanted wanted) throws IOException {
        ServerPrograms programs =
                wanted.major().isPresent()
                        ? tools.serverFor(wanted.major().get())
                        : tools.newestServer();
        requireRoom(temporary, wanted.size());
        EphemeralServer server =
                EphemeralServer.start(programs, temporary, options(programs.version(), wanted));
        try {
            NewDatabase make = new NewDatabase(wanted, programs.version());
            List<String> departures = new ArrayList<>();
            try (Connection connection = connect(server, "postgres")) {
                departures.addAll(make.create(connection));
            }
            departures.addAll(olderOrNewer(wanted, programs.version()));
            // beside the two: they are not to be held open by us
            Connection roles = connect(server, "postgres");
            return new EphemeralSandbox(server, wanted, departures, roles);
        } catch (SQLException e) {
            server.close();
            throw new Failure.Database(
                    "Cannot make a temporary database [%s]".formatted(e.getMessage()),
                    "The words in brackets are the server's own.",
                    e);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static List<String> olderOrNewer(Wanted wanted, ServerVersion version) {
        return wanted.major().filter(major -> major != version.major()).stream()
                .map(major ->
                        "The backup is of PostgreSQL %d, but no such server is installed: it was restored into %s"
                                .formatted(major, version))
                .toList();
    }

    /// The directory's disk must hold the database, and the log that filling it writes.
    private static void requireRoom(Path temporary, long size) throws IOException {
        long needed = size + size / 4 + ROOM_BESIDES;
        long free = Files.getFileStore(temporary).getUsableSpace();
        if (free < needed) {
            throw new Failure.Database(
                    "No space left on device [%s has %d MB free, and the restored database will need about %d MB]"
                            .formatted(temporary, free >> 20, needed >> 20),
                    "Free some, or let TMPDIR name a directory on a larger disk, or set"
                            + " VERIFY_DATABASE_URL to restore into another server.");
        }
    }

    /// For one restore, as quick as this machine can.
    private static EphemeralServer.Options options(ServerVersion version, Wanted wanted) {
        Machine machine = Machine.here();
        int locks = Math.max(128, wanted.objects() / CONNECTIONS * 4);
        EphemeralServer.Options options =
                EphemeralServer.Options.defaults()
                        .with("max_connections", Integer.toString(CONNECTIONS))
                        .with("max_locks_per_transaction", Integer.toString(locks))
                        .with("shared_buffers", machine.part(16, 32, 512))
                        // of one index, whose builders share it
                        .with("maintenance_work_mem", machine.part(16, 32, 1024))
                        .with(
                                "max_parallel_maintenance_workers",
                                Integer.toString(machine.processors()))
                        .with("max_wal_size", "4GB")
                        .with("checkpoint_timeout", "1h")
                        .with("autovacuum", "off")
                        // what a restored subscription would need to reach its publisher
                        .with("max_logical_replication_workers", "0")
                        .with("lc_messages", "C");
        // a trigger on login would run when we ask questions
        return version.major() >= 17 ? options.with("event_triggers", "off") : options;
    }

    private static Connection connect(EphemeralServer server, String database) throws IOException {
        return new Connector(uri(server, database)).connect().connection();
    }

    private static ConnectionUri uri(EphemeralServer server, String database) {
        return ConnectionUri.parse(server.connectionUri(database).reveal(), Map.of());
    }

    @Override
    public String kind() {
        return "ephemeral";
    }

    @Override
    public ServerVersion version() {
        return server.programs().version();
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
        return reached("postgres");
    }

    private Reached reached(String database) {
        return new Reached(
                uri(server, database), Optional.of(InetAddress.ofLiteral(server.host())));
    }

    @Override
    public List<String> departures() {
        return departures;
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public Standing makeRole(String role) throws IOException {
        try (Statement statement = roles.createStatement()) {
            statement.execute("CREATE ROLE " + role + " NOLOGIN");
        } catch (SQLException e) {
            // the reserved ones cannot be made, and are there if this version has them
            if (!THERE.contains(String.valueOf(e.getSQLState()))) {
                throw new Failure.Database(
                        "Cannot make a role [%s: %s]".formatted(role, e.getMessage()),
                        "The words in brackets are the server's own.",
                        e);
            }
        }
        return Standing.OWNER;
    }

    @Override
    public void describeRoles(Globals globals) {
        for (Role role : globals.roles()) {
            if (!role.name().value().equals(server.user())) {
                attempt(RoleSql.createWithoutLogin(role));
                for (Role.Attribute each : role.attributes()) {
                    switch (each) {
                        case INHERIT, LOGIN -> {}
                        case SUPERUSER, CREATEROLE, CREATEDB, REPLICATION, BYPASSRLS ->
                                attempt(RoleSql.give(role, each));
                    }
                }
            }
        }
        for (Membership each : globals.memberships()) {
            if (!each.member().value().equals(server.user())) {
                attempt(RoleSql.grant(each, version().major()));
            }
        }
    }

    private void attempt(String sql) {
        try (Statement statement = roles.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            // what then fails for want of it, fails by itself
        }
    }

    @Override
    public void close() throws IOException {
        try {
            roles.close();
        } catch (SQLException e) {
            // the server goes, and the connection with it
        }
        server.close();
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
