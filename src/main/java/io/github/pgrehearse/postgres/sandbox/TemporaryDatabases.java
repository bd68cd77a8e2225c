package io.github.pgrehearse.postgres.sandbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The databases and roles on a server that are ours: they have our kind of name *and* our mark. No
/// others are ever dropped.
///
/// @param connection to a database that is none of them
record TemporaryDatabases(Connection connection) {

    /// `CREATE DATABASE` itself sets it, so that there is no moment without it. No person would
    /// choose it, and no server comes near it.
    private static final int MARK = 1_862_310_417;

    /// What a server writes in the mark's place before it drops a database; should it break off
    /// then, nobody can use the database any more, and the comment tells whose it was.
    private static final int HALF_DROPPED = -2;

    private static final String COMMENT = "Temporary database of pgrehearse";

    private static final Pattern NAME =
            Pattern.compile("(verify_\\d{8}_\\d{6})(_schema|_damaged|_role)?");

    /// Roles too bear the mark from the moment that they are made, and cannot change it themselves.
    private static final String OUR_ROLES =
            """
            SELECT rolname
            FROM pg_roles
            WHERE rolconnlimit = %d AND NOT rolsuper AND rolname <> current_user
              AND rolname ~ '^verify_[0-9]{8}_[0-9]{6}_role$'
            """
                    .formatted(MARK);

    static final String OURS =
            """
            SELECT datname
            FROM pg_database
            WHERE (datconnlimit = %d
                   OR datconnlimit = %d AND shobj_description(oid, 'pg_database') LIKE '%s%%')
              AND datname <> current_database()
              AND datname ~ '^verify_[0-9]{8}_[0-9]{6}(_schema|_damaged)?$'
            """
                    .formatted(MARK, HALF_DROPPED, COMMENT);

    /// Statements that are making one of ours, if nobody waits for them any more too. Their
    /// databases cannot be seen yet.
    private static final String MAKING =
            """
            SELECT pid, (regexp_match(query, '^CREATE DATABASE "?(verify_[0-9]{8}_[0-9]{6})'))[1] AS sandbox
            FROM pg_stat_activity
            WHERE usename = current_user AND state = 'active' AND pid <> pg_backend_pid()
              AND query ~ '^CREATE DATABASE "?verify_[0-9]{8}_[0-9]{6}(_schema|_damaged)?"? .*CONNECTION LIMIT %d$'
            """
                    .formatted(MARK);

    /// What is longer than this under way to us is lost.
    private static final Duration LONGEST_WAY = Duration.ofSeconds(30);

    /// Works over a connection.
    ///
    /// @param limit how long a statement may take
    static TemporaryDatabases over(Connection connection, Duration limit) throws SQLException {
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(limit.plus(LONGEST_WAY).toMillis()));
        TemporaryDatabases databases = new TemporaryDatabases(connection);
        databases.execute("SET statement_timeout = " + limit.toMillis());
        return databases;
    }

    /// What a role of a sandbox is called.
    static String role(String sandbox) {
        return requireOurs(sandbox + "_role");
    }

    /// Makes a role that is ours: it may log in, and nothing else. It is granted nothing, but must
    /// inherit: PostgreSQL 15 lets no other owner of a database make anything in its schema
    /// `public`.
    ///
    /// @param verifier of its password, as `pg_authid` keeps it
    void createRole(String role, String verifier, String until) throws SQLException {
        execute(
                """
                CREATE ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS \
                INHERIT CONNECTION LIMIT %d PASSWORD '%s' VALID UNTIL '%s'\
                """
                        .formatted(requireOurs(role), MARK, verifier.replace("'", "''"), until));
    }

    /// Makes one that is ours.
    ///
    /// @param options of `CREATE DATABASE`, with a space before each
    void create(String database, String options) throws SQLException {
        execute(
                "CREATE DATABASE %s TEMPLATE template0%s CONNECTION LIMIT %d"
                        .formatted(requireOurs(database), options, MARK));
        execute(
                "COMMENT ON DATABASE %s IS '%s: dropped at the end of the drill of process %d, or by the next drill'"
                        .formatted(database, COMMENT, ProcessHandle.current().pid()));
    }

    /// Drops all that are ours of a sandbox, its role last, whoever is connected, and ends those
    /// that are still being made. Only who has its [OwnerLock] may do so.
    void dropAll(String sandbox) throws SQLException {
        stopMaking(sandbox);
        for (String database : ours()) {
            if (sandbox(database).equals(sandbox)) {
                execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(database));
            }
        }
        for (String role : ask(OUR_ROLES)) {
            if (sandbox(role).equals(sandbox)) {
                execute("DROP ROLE IF EXISTS " + requireOurs(role));
            }
        }
    }

    private void stopMaking(String sandbox) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "SELECT pg_terminate_backend(pid, 10000) FROM (%s) AS making WHERE sandbox = ?"
                                .formatted(MAKING))) {
            query.setString(1, sandbox);
            query.execute();
        }
    }

    /// The databases of a sandbox in which somebody has made a subscription.
    ///
    /// @param owner of the databases: a role, or `CURRENT_USER`
    SortedSet<String> subscribing(String sandbox, String owner) throws SQLException {
        SortedSet<String> names =
                ask(
                        """
                        SELECT datname FROM pg_database
                        WHERE oid IN (SELECT subdbid FROM pg_subscription) AND datname IN (%s)
                          AND pg_get_userbyid(datdba) = %s
                        """
                                .formatted(
                                        OURS,
                                        owner.equals("CURRENT_USER") ? owner : "'" + owner + "'"));
        names.removeIf(database -> !sandbox(database).equals(sandbox));
        return names;
    }

    /// Whether there are any of these, ours or not, or a role of the sandbox.
    boolean exist(String sandbox, List<String> databases) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT (SELECT count(*) FROM pg_database WHERE datname = ANY (?))
                             + (SELECT count(*) FROM pg_roles WHERE rolname = ?)
                        """)) {
            query.setArray(1, connection.createArrayOf("text", databases.toArray()));
            query.setString(2, role(sandbox));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1) > 0;
            }
        }
    }

    /// The sandboxes of which there is something, or soon will be.
    SortedSet<String> sandboxes() throws SQLException {
        SortedSet<String> names = new TreeSet<>();
        ours().forEach(database -> names.add(sandbox(database)));
        ask(OUR_ROLES).forEach(role -> names.add(sandbox(role)));
        names.addAll(ask("SELECT sandbox FROM (%s) AS making".formatted(MAKING)));
        return names;
    }

    private SortedSet<String> ours() throws SQLException {
        return ask(OURS);
    }

    SortedSet<String> ask(String sql) throws SQLException {
        SortedSet<String> names = new TreeSet<>();
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static String sandbox(String database) {
        return NAME.matcher(database).replaceFirst("$1");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String requireOurs(String database) {
        if (!NAME.matcher(database).matches()) {
            throw new IllegalArgumentException("no temporary database is called " + database);
        }
        return database;
    }
}
