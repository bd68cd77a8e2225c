package io.github.pgrehearse.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.PgDump;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// The database to back up, reached through the driver.
public final class Source implements AutoCloseable {

    /// Through JSON, since the columns of `pg_database` differ between versions.
    private static final String FACTS =
            """
            SELECT current_setting('server_version_num')::int,
                   (SELECT system_identifier FROM pg_control_system())::text,
                   datname,
                   pg_database_size(oid),
                   pg_encoding_to_char(encoding),
                   datcollate,
                   datctype,
                   coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
                   coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', ''),
                   current_setting('lc_monetary'),
                   current_setting('bytea_output'),
                   current_setting('quote_all_identifiers'),
                   pg_is_in_recovery()
            FROM pg_database d
            WHERE datname = current_database()
            """;

    /// The same for every version: a setting that it does not have is not found.
    private static final String NO_TIME_LIMITS =
            """
            SELECT set_config(name, '0', true)
            FROM pg_settings
            WHERE name IN ('statement_timeout', 'transaction_timeout', 'idle_session_timeout',
                           'idle_in_transaction_session_timeout')
            """;

    private static final String LOCK_HOLDER =
            """
            SELECT format('server process %s from %s since %s', a.pid,
                          coalesce(host(a.client_addr), 'the same machine'),
                          to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            FROM pg_locks l JOIN pg_stat_activity a USING (pid)
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND (l.classid::bigint << 32 | l.objid::bigint) = ?
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    /// What we ask is answered at once, but on a server that is very busy.
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

    private static final int FAREWELL_MILLISECONDS = 2_000;

    private final Reached reached;
    private final Duration patience;
    private Connection connection;

    private Source(Connector.Connected connected, Duration patience) throws Failure.Database {
        this.reached = connected.reached();
        this.patience = patience;
        this.connection = connected.connection();
        limitAnswers();
    }

    /// Connects to the first of the hosts that answers and is what `target_session_attrs` asks for.
    ///
    /// @param limit how long all may take: no single answer is waited for longer, and none longer
    ///   than two minutes
    /// @throws Failure.Database `Cannot connect to database`, with why and what to do
    public static Source connect(ConnectionUri uri, Duration limit) throws IOException {
        Duration patience = limit.compareTo(LONGEST_ANSWER) < 0 ? limit : LONGEST_ANSWER;
        return new Source(new Connector(uri).connect(), patience);
    }

    /// Else a server that falls silent would hold us for ever.
    private void limitAnswers() throws Failure.Database {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
        } catch (SQLException e) {
            throw failed("Cannot connect to database", e);
        }
    }

    /// Which server it was.
    public Reached reached() {
        return reached;
    }

    /// What the server says of itself and of the database.
    public DatabaseFacts facts() throws Failure.Database {
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery(FACTS)) {
            row.next();
            return new DatabaseFacts(
                    new ServerVersion(row.getInt(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    row.getString(9),
                    row.getString(10),
                    row.getBoolean(13),
                    session(row),
                    extensions());
        } catch (SQLException e) {
            throw failed("Cannot read the database's properties", e);
        }
    }

    /// Makes this the only backup of the database to `place` for as long as this is open.
    ///
    /// The lock belongs to a transaction, so that no connection pooler can keep it when we are
    /// gone; the transaction holds no snapshot, and so does not keep the server from cleaning up.
    ///
    /// @throws Failure.Busy if another one runs
    public void lock(String place) throws Failure {
        long key = lockKey(place);
        try {
            connection.setAutoCommit(false);
            try (Statement limits = connection.createStatement()) {
                limits.execute(NO_TIME_LIMITS);
            }
            if (!ask("SELECT pg_try_advisory_xact_lock(?)", key).equals("t")) {
                throw new Failure.Busy(
                        "Another backup of this database is running [%s to %s, by %s]"
                                .formatted(reached, place, ask(LOCK_HOLDER, key)),
                        "Wait for its end. If no pgrehearse runs any more, its server process is"
                                + " what is left of one: end it by pg_terminate_backend.");
            }
        } catch (SQLException e) {
            throw failed("Cannot lock the database against a second backup", e);
        }
    }

    /// Makes sure that the lock is held still, and takes it anew if it is not: idle for as long as
    /// a dump takes, our connection is one that a firewall forgets.
    ///
    /// @throws Failure.Busy if another backup has taken it meanwhile
    public void keepLock(String place) throws IOException {
        try {
            if (connection.isValid(Math.toIntExact(patience.toSeconds()))) {
                return;
            }
        } catch (SQLException e) {
            throw failed("Cannot ask for the lock against a second backup", e);
        }
        close();
        connection = new Connector(reached.uri()).connect().connection();
        limitAnswers();
        lock(place);
    }

    /// Gives the lock back and disconnects.
    @Override
    public void close() {
        try (Connection closing = connection) {
            if (!closing.isClosed() && !closing.getAutoCommit()) {
                // The server hears of the end of a connection some time, but answers to this: so
                // the lock is free when this returns
                closing.setNetworkTimeout(Runnable::run, FAREWELL_MILLISECONDS);
                closing.rollback();
            }
        } catch (SQLException e) {
            // the connection is gone, and the lock with it: that is what was wanted
        }
    }

    private Map<String, String> extensions() throws SQLException {
        Map<String, String> versions = new TreeMap<>();
        try (Statement query = connection.createStatement();
                ResultSet rows =
                        query.executeQuery("SELECT extname, extversion FROM pg_extension")) {
            while (rows.next()) {
                versions.put(rows.getString(1), rows.getString(2));
            }
        }
        return versions;
    }

    /// The first four are what `pg_dump` sets, and `PGTZ`; the others it leaves as they are.
    private static Map<String, String> session(ResultSet facts) throws SQLException {
        return Map.of(
                "DateStyle",
                "ISO",
                "IntervalStyle",
                "postgres",
                "extra_float_digits",
                "3",
                "TimeZone",
                PgDump.TIME_ZONE,
                "lc_monetary",
                facts.getString(10),
                "bytea_output",
                facts.getString(11),
                "quote_all_identifiers",
                facts.getString(12));
    }

    private String ask(String sql, long parameter) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setLong(1, parameter);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : "one that has just ended";
            }
        }
    }

    private static long lockKey(String place) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(("pgrehearse backup to " + place).getBytes(UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private Failure.Database failed(String what, SQLException e) {
        boolean silence = e.getCause() instanceof SocketTimeoutException;
        return Connector.failure(silence ? "Connection timed out" : what, reached, e);
    }
}
