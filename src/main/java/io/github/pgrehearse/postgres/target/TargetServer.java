package io.github.pgrehearse.postgres.target;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The server of a target, and what is done there outside of the target itself: databases and
/// roles.
public final class TargetServer implements AutoCloseable {

    /// Every server has one of them, for such purposes.
    private static final List<String> MAINTENANCE = List.of("postgres", "template1");

    private final Reached reached;
    private final Connection connection;

    private TargetServer(Connector.Connected connected) {
        this.reached = connected.reached();
        this.connection = connected.connection();
    }

    /// Connects to a database of the server that is not the target. The caller closes it.
    public static TargetServer beside(ConnectionUri target) throws IOException {
        Failure.@Nullable Database last = null;
        for (String database : MAINTENANCE) {
            if (!database.equals(target.database())) {
                try {
                    return to(target, database);
                } catch (Failure.Database e) {
                    last = e;
                }
            }
        }
        if (last == null) {
            throw new IllegalStateException("one of two names is another one");
        }
        throw last;
    }

    private static TargetServer to(ConnectionUri target, String database) throws IOException {
        return new TargetServer(new Connector(target.to(database)).connect());
    }

    /// Looks at a server whose database is still to be made. The caller closes it.
    public static Target look(ConnectionUri target) throws IOException {
        try (TargetServer beside = beside(target)) {
            return Target.connect(beside.reached.uri()).orElseThrow();
        }
    }

    public ServerVersion version() throws Failure.Database {
        try {
            return ServerVersion.of(
                    connection.getMetaData().getDatabaseMajorVersion(),
                    connection.getMetaData().getDatabaseMinorVersion());
        } catch (SQLException e) {
            throw Connector.failure("Cannot look at the target", reached, e);
        }
    }

    /// Makes a database.
    ///
    /// @param options of `CREATE DATABASE`, with a space before each
    public void create(String database, String options) throws Failure.Database {
        try {
            execute("CREATE DATABASE %s TEMPLATE template0%s".formatted(quoted(database), options));
        } catch (SQLException e) {
            throw new Failure.Database(
                    "Cannot make the database [%s: %s]".formatted(reached.host(), said(e)),
                    "Make it by hand, as the words in brackets allow, and restore without --create.",
                    e);
        }
    }

    /// Drops a database that nobody uses.
    public void drop(String database) throws Failure.Database {
        try {
            execute("DROP DATABASE " + quoted(database));
        } catch (SQLException e) {
            throw new Failure.Database(
                    "Cannot drop the database [%s: %s]".formatted(reached.host(), said(e)),
                    "Stop what uses it, or let its owner drop it; nothing was changed.",
                    e);
        }
    }

    /// Runs a statement that all depends on.
    public void run(String what, String statement) throws Failure.Database {
        Optional<String> refused = attempt(statement);
        if (refused.isPresent()) {
            throw new Failure.Database(
                    "The server refused a statement [%s: %s]".formatted(what, refused.get()),
                    "Use a role that may do so, or leave it out: see 'pgrehearse restore --help'.");
        }
    }

    /// Runs a statement that the rest can do without, and says why it could not be run.
    public Optional<String> attempt(String statement) {
        try {
            execute(statement);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(said(e));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    private String said(SQLException e) {
        return reached.redact(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }

    /// A name as SQL has it.
    public static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server sees that we are gone
        }
    }
}
