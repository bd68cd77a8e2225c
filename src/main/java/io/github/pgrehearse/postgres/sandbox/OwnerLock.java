package io.github.pgrehearse.postgres.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// Says that somebody who is alive owns the sandbox of a name: an advisory lock, which the server
/// gives back when its holder is gone.
///
/// Such a lock belongs to the database of its connection, and two drills may use different ones on
/// one server: so whoever has taken it looks for others that hold it elsewhere, and gives way. It
/// belongs to a transaction, so that no connection pooler can keep it when we are gone.
final class OwnerLock implements AutoCloseable {

    private static final String NO_TIME_LIMITS =
            """
            SELECT set_config(name, '0', true)
            FROM pg_settings
            WHERE name IN ('statement_timeout', 'transaction_timeout', 'idle_session_timeout',
                           'idle_in_transaction_session_timeout')
            """;

    /// Of the locks of this number, every database's.
    private static final String TAKE =
            """
            SELECT pg_try_advisory_xact_lock(number)
            FROM (SELECT ?::bigint AS number) AS wanted
            """;

    private static final String HELD_ELSEWHERE =
            """
            SELECT count(*)
            FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 1
              AND (classid::bigint << 32 | objid::bigint) = ? AND pid <> pg_backend_pid()
            """;

    private static final int LONGEST_ANSWER_MILLISECONDS = 120_000;
    private static final int LONGEST_FAREWELL_MILLISECONDS = 10_000;

    private final Connection connection;

    private OwnerLock(Connection connection) {
        this.connection = connection;
    }

    /// Takes the lock of the sandbox of this name; nothing if somebody has it. The caller closes
    /// it.
    static Optional<OwnerLock> take(Reached server, String sandbox)
            throws IOException, SQLException {
        OwnerLock lock = new OwnerLock(new Connector(server.uri()).connect().connection());
        try {
            if (lock.take(number(sandbox))) {
                return Optional.of(lock);
            }
            lock.close();
            return Optional.empty();
        } catch (SQLException e) {
            lock.close();
            throw e;
        }
    }

    private boolean take(long number) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, LONGEST_ANSWER_MILLISECONDS);
        connection.setAutoCommit(false);
        try (Statement limits = connection.createStatement()) {
            limits.execute(NO_TIME_LIMITS);
        }
        return ask(TAKE, number).equals("t") && ask(HELD_ELSEWHERE, number).equals("0");
    }

    private String ask(String sql, long number) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, number);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static long number(String sandbox) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(("pgrehearse sandbox " + sandbox).getBytes(UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /// Gives the lock back: it is free when this returns, if the server still answers.
    @Override
    public void close() {
        try (Connection closing = connection) {
            closing.setNetworkTimeout(Runnable::run, LONGEST_FAREWELL_MILLISECONDS);
            closing.rollback();
        } catch (SQLException e) {
            // the connection is gone, and the lock with it
        }
    }
}
