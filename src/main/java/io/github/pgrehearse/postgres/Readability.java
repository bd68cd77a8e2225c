package io.github.pgrehearse.postgres;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// What of a database its user could not dump.
///
/// @param encryption of the connection: `TLSv1.3`, or empty if there is none
/// @param unreadable tables and sequences that the user may not read, by their qualified names
/// @param filtered tables of which policies hide rows from the user: `pg_dump` refuses them
/// @param largeObjects how many of them the user may not read
public record Readability(
        String encryption, List<String> unreadable, List<String> filtered, long largeObjects) {

    private static final String ENCRYPTION =
            "SELECT coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl), '')";

    /// What pg_dump leaves out is left out here: the system's schemas, other sessions' temporary
    /// tables, and what belongs to an extension.
    private static final String OURS =
            """
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
              AND c.relpersistence <> 't'
              AND NOT EXISTS (SELECT FROM pg_depend d
                              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                AND d.deptype = 'e')
            """;

    private static final String UNREADABLE =
            """
            SELECT format('%I.%I', n.nspname, c.relname)
            """
                    + OURS
                    + """
                      AND c.relkind IN ('r', 'p', 'S')
                      AND NOT (has_schema_privilege(n.oid, 'USAGE')
                               AND has_table_privilege(c.oid, 'SELECT'))
                    ORDER BY 1
                    """;

    private static final String FILTERED =
            """
            SELECT format('%I.%I', n.nspname, c.relname)
            """
                    + OURS
                    + """
                      AND c.relkind IN ('r', 'p') AND row_security_active(c.oid)
                    ORDER BY 1
                    """;

    private static final String LARGE_OBJECTS =
            """
            SELECT count(*)
            FROM pg_largeobject_metadata l
            WHERE NOT pg_has_role(l.lomowner, 'USAGE')
              AND NOT EXISTS (SELECT FROM aclexplode(l.lomacl) a
                              WHERE a.privilege_type = 'SELECT'
                                AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))
            """;

    /// Asks the database.
    public static Readability of(Reached database) throws IOException {
        try (Connection connection = new Connector(database.uri()).connect().connection();
                Statement query = connection.createStatement()) {
            return new Readability(
                    names(query, ENCRYPTION).getFirst(),
                    names(query, UNREADABLE),
                    names(query, FILTERED),
                    Long.parseLong(names(query, LARGE_OBJECTS).getFirst()));
        } catch (SQLException e) {
            throw failure(database, e);
        }
    }

    private static Failure.Database failure(Reached database, SQLException e) {
        return Connector.failure("Cannot read the database's properties", database, e);
    }

    private static List<String> names(Statement query, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows = query.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    public Readability {
        unreadable = List.copyOf(unreadable);
        filtered = List.copyOf(filtered);
    }
}
