package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/// Subscriptions that a restore has made although none is let in: a database that has one cannot be
/// dropped, and dropping one drops its slot at the publisher, which is production's.
final class Subscriptions {

    private static final String NAMES =
            """
            SELECT quote_ident(subname) FROM pg_catalog.pg_subscription
            WHERE subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            """;

    private Subscriptions() {}

    /// Drops those of these databases, and asks no publisher for anything.
    ///
    /// @param as who restored there
    static void drop(ConnectionUri as, Set<String> databases) throws IOException, SQLException {
        for (String database : databases) {
            try (Connection connection = new Connector(as.to(database)).connect().connection()) {
                TemporaryDatabases there = new TemporaryDatabases(connection);
                there.execute("SET search_path = ''");
                for (String name : there.ask(NAMES)) {
                    there.execute("ALTER SUBSCRIPTION %s DISABLE".formatted(name));
                    there.execute("ALTER SUBSCRIPTION %s SET (slot_name = NONE)".formatted(name));
                    there.execute("DROP SUBSCRIPTION " + name);
                }
            }
        }
    }
}
