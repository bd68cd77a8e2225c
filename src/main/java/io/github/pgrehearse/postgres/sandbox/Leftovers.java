package io.github.pgrehearse.postgres.sandbox;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// Clears away what drills have left that were killed. What cannot be cleared away is told, and
/// left to the next time; what belongs to drills that live, or to anybody else, is not touched.
public record Leftovers(System.Logger log) {

    private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(2);

    /// Stops servers that were started for drills with files in this directory, and removes these.
    public void clear(Path temporary) throws InterruptedIOException {
        try {
            int servers = EphemeralServer.reap(temporary);
            if (servers > 0) {
                log.log(
                        INFO,
                        "Removed %d temporary servers, which killed drills had left"
                                .formatted(servers));
            }
        } catch (IOException e) {
            tell(e);
        }
    }

    /// Drops temporary databases of a server.
    public void clear(ConnectionUri uri) throws InterruptedIOException {
        try {
            Connector.Connected connected = new Connector(uri).connect();
            try (Connection connection = connected.connection()) {
                drop(connected.reached(), TemporaryDatabases.over(connection, LONGEST_STATEMENT));
            } catch (SQLException e) {
                throw ServerRefusal.of(connected.reached(), e);
            }
        } catch (IOException e) {
            tell(e);
        }
    }

    private void tell(IOException problem) throws InterruptedIOException {
        if (problem instanceof InterruptedIOException interrupted) {
            throw interrupted;
        }
        String hint =
                problem instanceof Failure failure ? failure.hint() : "The next drill tries again.";
        log.log(
                WARNING,
                "Failed to cleanup temp database [%s]. %s".formatted(problem.getMessage(), hint));
    }

    /// Those whose owner lives have its lock: it is taken before they are made.
    void drop(Reached server, TemporaryDatabases databases) throws IOException, SQLException {
        for (String sandbox : databases.sandboxes()) {
            Optional<OwnerLock> taken = OwnerLock.take(server, sandbox);
            if (taken.isEmpty()) {
                continue;
            }
            try (OwnerLock _ = taken.get()) {
                Subscriptions.drop(server.uri(), databases.subscribing(sandbox, "CURRENT_USER"));
                databases.dropAll(sandbox);
                log.log(INFO, "Dropped %s, which a killed drill had left".formatted(sandbox));
            } catch (SQLException e) {
                log.log(
                        WARNING,
                        "Failed to cleanup temp database [%s, which a killed drill had left: %s]"
                                .formatted(sandbox, ServerRefusal.said(server, e)));
            }
        }
    }
}
