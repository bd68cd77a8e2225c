package io.github.pgrehearse.drill.control;

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
import java.util.Optional;

/// A database that is a copy of another one, to be damaged; gone on [#close].
final class DamagedCopy implements AutoCloseable {

    /// Insufficient privilege. Source: PostgreSQL's documentation, "PostgreSQL Error Codes".
    private static final String MAY_NOT = "42501";

    private final Reached beside;
    private final Reached place;
    private final String name;

    private DamagedCopy(Reached beside, Reached place, String name) {
        this.beside = beside;
        this.place = place;
        this.name = name;
    }

    private record Candidate(String object, String statement) {}

    /// Copies a database to which nobody is connected.
    ///
    /// It takes over the limit of connections, by which a sandbox may be marked as ours, and the
    /// locale of money: a copy by itself has neither.
    ///
    /// @param original as who restored it reaches it, to whom the copy belongs too
    /// @param beside another database of the same server, as who may make databases reaches it
    static DamagedCopy of(Reached original, Reached beside) throws IOException {
        String from = original.uri().database();
        String name = from + "_damaged";
        try (Connection connection = connect(beside);
                Statement statement = connection.createStatement()) {
            String limit =
                    ask(
                            statement,
                            "SELECT datconnlimit FROM pg_database WHERE datname = "
                                    + literal(from));
            String money = moneyOf(original);
            statement.execute("DROP DATABASE IF EXISTS " + identifier(name));
            statement.execute(
                    "CREATE DATABASE %s TEMPLATE %s OWNER %s CONNECTION LIMIT %s"
                            .formatted(
                                    identifier(name),
                                    identifier(from),
                                    identifier(original.uri().user()),
                                    limit));
            statement.execute(
                    "ALTER DATABASE %s SET lc_monetary = %s"
                            .formatted(identifier(name), literal(money)));
            return new DamagedCopy(beside, in(original, name), name);
        } catch (SQLException e) {
            throw refused("cannot copy the restored database", e);
        }
    }

    private static String moneyOf(Reached original) throws IOException, SQLException {
        try (Connection connection = connect(original);
                Statement statement = connection.createStatement()) {
            return ask(statement, "SELECT current_setting('lc_monetary')");
        }
    }

    /// Where it is.
    Reached place() {
        return place;
    }

    /// Damages one object, and returns which; nothing if there is none that can take this damage.
    ///
    /// Neither triggers nor rules run, and foreign keys are not looked at, where we may say so: the
    /// damage is to be the only change.
    ///
    /// @param chance from -1 to 1, by which the object is chosen
    Optional<String> inflict(Damage damage, Places places, double chance) throws IOException {
        try (Connection connection = connect(place);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET search_path = ''");
            statement.execute("SET check_function_bodies = off");
            tryTo(statement, "SET session_replication_role = replica");
            statement.execute("SELECT setseed(%s)".formatted(chance));
            for (Candidate candidate : candidates(statement, places.query(damage))) {
                if (tryTo(statement, candidate.statement())) {
                    return Optional.of(candidate.object());
                }
            }
            return Optional.empty();
        } catch (SQLException e) {
            throw refused("cannot damage the restored database", e);
        }
    }

    private static List<Candidate> candidates(Statement statement, String query)
            throws SQLException {
        List<Candidate> candidates = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                candidates.add(new Candidate(rows.getString(1), rows.getString(2)));
            }
        }
        return candidates;
    }

    /// Whether the statement did what it should: if it answers, by its answer. What the server
    /// refuses for a reason of the data's or the schema's is undone.
    private static boolean tryTo(Statement statement, String sql) throws SQLException {
        try {
            if (!statement.execute(sql)) {
                return true;
            }
            try (ResultSet answer = statement.getResultSet()) {
                return answer.next() && answer.getBoolean(1);
            }
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (state.equals(MAY_NOT) || state.matches("(0A|2.|3.|42|44|54|55|P0).*")) {
                return false;
            }
            throw e;
        }
    }

    private static String ask(Statement statement, String query) throws SQLException {
        try (ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static Reached in(Reached server, String database) {
        return new Reached(server.uri().to(database), server.address());
    }

    private static Connection connect(Reached database) throws IOException {
        return new Connector(database.uri()).connect().connection();
    }

    private static Failure.Database refused(String what, SQLException e) {
        return new Failure.Database(
                "The negative control broke off [%s: %s]".formatted(what, e.getMessage()),
                "The words in brackets are the server's own; the copy needs as much room as the"
                        + " restored database.",
                e);
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    @Override
    public void close() throws IOException {
        try (Connection connection = connect(beside);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE %s WITH (FORCE)".formatted(identifier(name)));
        } catch (SQLException e) {
            throw refused("cannot drop the damaged copy", e);
        }
    }
}
