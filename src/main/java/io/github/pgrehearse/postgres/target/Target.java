package io.github.pgrehearse.postgres.target;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// A database to restore into, looked at before anything is done to it. Nothing here changes it.
public final class Target implements AutoCloseable {

    private static final String NO_SUCH_DATABASE = "3D000";

    private static final int LONGEST_ANSWER_MILLISECONDS = 120_000;

    /// Whatever has an oid that `initdb` did not give, and is no part of an extension: managed
    /// servers have extensions in new databases, and dumps bear with them.
    private static final String INHABITANTS =
            """
            SELECT found.kind, coalesce(n.nspname, ''), found.name
            FROM (
                SELECT 1 AS rank, CASE relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view'
                        WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
                        WHEN 'c' THEN 'type' ELSE 'table' END AS kind,
                    relnamespace AS schema, relname::text AS name, 'pg_class'::regclass AS class, oid
                FROM pg_class WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S', 'c')
                UNION ALL SELECT 2, 'function', pronamespace, proname, 'pg_proc'::regclass, oid FROM pg_proc
                UNION ALL SELECT 3, 'type', typnamespace, typname, 'pg_type'::regclass, oid FROM pg_type
                    WHERE typtype IN ('d', 'e', 'r') OR (typtype = 'b' AND typcategory <> 'A')
                UNION ALL SELECT 4, 'schema', 0, nspname, 'pg_namespace'::regclass, oid FROM pg_namespace
                    WHERE nspname !~ '^pg_(temp|toast)'
                UNION ALL SELECT 5, 'large object', 0, oid::text, 'pg_largeobject'::regclass, oid FROM pg_largeobject_metadata
                UNION ALL SELECT 6, 'event trigger', 0, evtname, 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
                UNION ALL SELECT 7, 'publication', 0, pubname, 'pg_publication'::regclass, oid FROM pg_publication
                UNION ALL SELECT 8, 'foreign server', 0, srvname, 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
                UNION ALL SELECT 9, 'collation', collnamespace, collname, 'pg_collation'::regclass, oid FROM pg_collation
            ) AS found
            LEFT JOIN pg_namespace AS n ON n.oid = found.schema
            WHERE found.oid >= 16384
                AND coalesce(n.nspname, '') !~ '^pg_(temp|toast)'
                AND NOT EXISTS (SELECT FROM pg_depend AS d
                    WHERE d.classid = found.class AND d.objid = found.oid AND d.deptype = 'e')
            ORDER BY found.rank, n.nspname, found.name
            """;

    private static final String FACTS =
            """
            SELECT current_setting('server_version_num')::int,
                   pg_encoding_to_char(d.encoding),
                   r.rolsuper,
                   pg_is_in_recovery(),
                   current_setting('max_locks_per_transaction')::bigint
                       * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint),
                   current_setting('lc_monetary')
            FROM pg_database AS d, pg_roles AS r
            WHERE d.datname = current_database() AND r.rolname = current_user
            """;

    private final Reached reached;
    private final Connection connection;
    private final Facts facts;

    /// What a server says of itself and of the database.
    ///
    /// @param locks how many objects all transactions together can surely lock
    public record Facts(
            ServerVersion version,
            String encoding,
            boolean superuser,
            boolean standby,
            long locks,
            String lcMonetary) {}

    private Target(Connector.Connected connected) throws Failure.Database {
        this.reached = connected.reached();
        this.connection = connected.connection();
        try {
            connection.setNetworkTimeout(Runnable::run, LONGEST_ANSWER_MILLISECONDS);
            this.facts = readFacts();
        } catch (SQLException e) {
            close();
            throw failed(e);
        }
    }

    /// Connects; nothing if the server has no such database. The caller closes it.
    public static Optional<Target> connect(ConnectionUri uri) throws IOException {
        try {
            return Optional.of(new Target(new Connector(uri).connect()));
        } catch (Failure.Database e) {
            if (e.getCause() instanceof SQLException refusal
                    && NO_SUCH_DATABASE.equals(refusal.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Facts readFacts() throws SQLException {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(FACTS)) {
            row.next();
            return new Facts(
                    new ServerVersion(row.getInt(1)),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getLong(5),
                    row.getString(6));
        }
    }

    public Reached reached() {
        return reached;
    }

    public Facts facts() {
        return facts;
    }

    /// What is there, tables first.
    public List<Inhabitant> inhabitants() throws Failure.Database {
        List<Inhabitant> there = new ArrayList<>();
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery(INHABITANTS)) {
            while (rows.next()) {
                there.add(new Inhabitant(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
            return there;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// The names of the roles that the server has.
    public Set<String> roles() throws Failure.Database {
        return names("SELECT rolname FROM pg_roles");
    }

    public Set<String> schemas() throws Failure.Database {
        return names("SELECT nspname FROM pg_namespace");
    }

    /// The extensions that are there already.
    public Set<String> extensions() throws Failure.Database {
        return names("SELECT extname FROM pg_extension");
    }

    /// The extensions that can be had.
    public Set<String> availableExtensions() throws Failure.Database {
        return names("SELECT name FROM pg_available_extensions");
    }

    private Set<String> names(String query) throws Failure.Database {
        Set<String> names = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Failure.Database failed(SQLException e) {
        return Connector.failure("Cannot look at the target", reached, e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // the server sees that we are gone
        }
    }

    @Override
    public String toString() {
        return "%s (PostgreSQL %s)".formatted(reached, facts.version());
    }
}
