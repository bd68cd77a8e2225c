package io.github.pgrehearse.postgres.program;

import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Who locks tables so that nobody can read them, for the message of a dump that has waited in
/// vain.
final class LockHolders {

    /// Of a process of another user, an ordinary one is told the user and no more.
    private static final String QUERY =
            """
            SELECT format('; %I.%I is locked by server process %s (%s)', n.nspname, c.relname, a.pid,
                          concat_ws(', ', 'user ' || a.usename, nullif(a.application_name, ''),
                                    'since ' || to_char(a.xact_start AT TIME ZONE 'UTC',
                                                        'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
            FROM pg_locks l
            JOIN pg_class c ON c.oid = l.relation
            JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.granted
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND c.relkind IN ('r', 'p')
            ORDER BY c.oid
            LIMIT 3
            """;

    private static final int PATIENCE_MILLISECONDS = 5_000;

    private LockHolders() {}

    /// One after another, each behind a semicolon; nothing if there are none any more, or the
    /// server does not answer.
    static String told(Reached server) {
        StringBuilder told = new StringBuilder();
        try (Connection connection = new Connector(server.uri()).connect().connection()) {
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MILLISECONDS);
            try (Statement query = connection.createStatement();
                    ResultSet rows = query.executeQuery(QUERY)) {
                while (rows.next()) {
                    told.append(rows.getString(1));
                }
            }
        } catch (IOException | SQLException e) {
            return ""; // the failure of the dump is what matters
        }
        return told.toString();
    }
}
