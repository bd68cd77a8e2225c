package io.github.pgrehearse.drill;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Puts the user's queries to a restored copy.
///
/// Each has a connection of its own and a transaction that is read-only and has begun to read, so
/// that nothing a query says can make it write: `COMMIT` ends all that there is. They go through
/// the driver, which has no commands of its own as psql does.
final class QueryCheck {

    private static final String NAME = "queries";
    private static final int ROWS_AT_ONCE = 100;

    /// How much longer than its limit a query is waited for.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// Classes of SQLSTATE that speak of the place: connection, resources, an operator, system.
    private static final List<String> OF_THE_PLACE =
            List.of("08", "42501", "53", "57", "58", "F0", "XX");

    private final Findings findings;
    private final UserQueries queries;
    private final Deadline deadline;
    private final Duration limit;

    /// Why a query failed, and whether that may come of the place it was run in.
    private record Fault(UserQuery query, String why, boolean ofThePlace) {

        String warning() {
            return "Query failed: %s [%s]".formatted(query, why);
        }
    }

    /// @param limit how long each may take; none longer than the deadline
    QueryCheck(Findings findings, UserQueries queries, Deadline deadline, Duration limit) {
        this.findings = findings;
        this.queries = queries;
        this.deadline = deadline;
        this.limit = limit;
    }

    /// Asks each, if there are any.
    void ask(Reached database) throws IOException {
        if (queries.all().isEmpty()) {
            return;
        }
        List<Fault> faults = new ArrayList<>();
        for (UserQuery query : queries.all()) {
            fault(query, database).ifPresent(faults::add);
        }
        String says = "%d of the user, each answered as it must be".formatted(queries.all().size());
        if (!queries.strict() && !faults.isEmpty()) {
            faults.forEach(fault -> findings.warn(fault.warning()));
            return;
        }
        List<String> differences =
                faults.stream().filter(fault -> !fault.ofThePlace()).map(Fault::warning).toList();
        Optional<Fault> obstacle = faults.stream().filter(Fault::ofThePlace).findFirst();
        faults.stream().filter(Fault::ofThePlace).forEach(fault -> findings.warn(fault.warning()));
        if (differences.isEmpty() && obstacle.isPresent()) {
            findings.unknown(NAME, says, unanswered(obstacle.get()));
        } else {
            findings.checkCopy(NAME, says, differences);
        }
    }

    private static Failure unanswered(Fault fault) {
        return new Failure.Database(
                "Query failed [%s: %s]".formatted(fault.query(), fault.why()),
                "Make it quicker, raise VERIFY_TIMEOUT, or give the sandbox what it lacks.");
    }

    private Optional<Fault> fault(UserQuery query, Reached database) throws IOException {
        try (Connection connection = new Connector(database.uri()).connect().connection()) {
            return query.failsBy(run(connection, query, patience()))
                    .map(why -> new Fault(query, why, false));
        } catch (SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while asking a query");
            }
            String state = String.valueOf(e.getSQLState());
            String said =
                    database.redact(String.valueOf(e.getMessage())).lines().findFirst().orElse("");
            String why = "%s (%s)".formatted(said.replaceFirst("^ERROR: ", ""), state);
            return Optional.of(
                    new Fault(query, why, OF_THE_PLACE.stream().anyMatch(state::startsWith)));
        }
    }

    private Duration patience() {
        Duration left = deadline.remaining();
        Duration patience = left.compareTo(limit) < 0 ? left : limit;
        return patience.toMillis() == 0 ? Duration.ofMillis(1) : patience; // 0 means no limit
    }

    private static QueryAnswer run(Connection connection, UserQuery query, Duration patience)
            throws SQLException {
        long milliseconds = Math.min(patience.toMillis(), Integer.MAX_VALUE - GRACE.toMillis());
        connection.setNetworkTimeout(Runnable::run, (int) (milliseconds + GRACE.toMillis()));
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // reads: from now on the server refuses to make the transaction one that writes
            statement.execute(
                    "SELECT set_config('statement_timeout', '%d', true)".formatted(milliseconds));
            statement.setEscapeProcessing(false);
            statement.setFetchSize(ROWS_AT_ONCE);
            if (!statement.execute(query.text())) {
                return new QueryAnswer(0, 0, Optional.empty(), false);
            }
            try (ResultSet rows = statement.getResultSet()) {
                return read(rows);
            }
        }
    }

    /// To the end: an error may come late.
    private static QueryAnswer read(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        boolean yesOrNo = columns == 1 && rows.getMetaData().getColumnTypeName(1).equals("bool");
        Optional<String> only = Optional.empty();
        long count = 0;
        while (rows.next()) {
            count++;
            only =
                    count == 1 && columns == 1
                            ? Optional.ofNullable(rows.getString(1))
                            : Optional.empty();
        }
        Optional<String> shown =
                yesOrNo ? only.map(text -> text.equals("t") ? "true" : "false") : only;
        return new QueryAnswer(
                count, columns, shown, yesOrNo && shown.equals(Optional.of("false")));
    }
}
