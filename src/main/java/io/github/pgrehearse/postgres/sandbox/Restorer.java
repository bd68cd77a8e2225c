package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PasswordUtil;

/// As whom a backup is restored, compared and asked on a server that others use too.
///
/// @param uri by which it connects
/// @param own the name of its role, if that was made for this sandbox
/// @param warning what the server risks where it is a role of somebody else
record Restorer(ConnectionUri uri, Optional<String> own, Optional<String> warning) {

    private static final int FIRST_WITH_INHERITING_GRANTS = 16;

    /// For what is undone after the limit.
    private static final Duration MARGIN = Duration.ofHours(1);

    private static final int PASSWORD_BYTES = 32;

    private static final String MAY_MAKE_ROLES =
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)";

    static final String IS_SUPERUSER =
            "SELECT rolname FROM pg_roles WHERE rolname = current_user AND rolsuper";

    /// What a hostile statement could do with somebody's rights beside the sandbox. Sandboxes are
    /// not counted among the databases.
    private static final String RISKS =
            """
            WITH me AS (SELECT oid, rolsuper FROM pg_roles WHERE rolname = current_user)
            SELECT CASE WHEN r.rolsuper THEN 'it has the rights of a superuser'
                        WHEN r.rolcreaterole THEN 'it may change other roles'
                        ELSE 'it may replicate' END
            FROM pg_roles AS r, me
            WHERE (r.rolsuper OR r.rolcreaterole OR r.rolreplication) AND pg_has_role(me.oid, r.oid, 'MEMBER')
              AND (r.oid = me.oid OR NOT me.rolsuper)
            UNION
            SELECT 'it is a member of ' || rolname FROM pg_roles AS r, me
            WHERE rolname IN ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files',
                              'pg_create_subscription', 'pg_signal_backend', 'pg_checkpoint', 'pg_maintain')
              AND pg_has_role(me.oid, r.oid, 'MEMBER') AND NOT me.rolsuper
            UNION
            SELECT 'it owns the database ' || quote_ident(d.datname) FROM pg_database AS d, me
            WHERE pg_has_role(me.oid, d.datdba, 'MEMBER') AND NOT me.rolsuper
              AND d.datname NOT IN (%s)
            """
                    .formatted(TemporaryDatabases.OURS);

    /// The given role itself, whatever it may do.
    static Restorer trusted(Reached server) {
        return new Restorer(server.uri(), Optional.empty(), Optional.empty());
    }

    /// The given role itself, because no other can be had.
    ///
    /// @param why there is none
    /// @throws Failure.Database if that would put more at risk than the sandbox
    static Restorer given(TemporaryDatabases databases, Reached server, String why)
            throws IOException, SQLException {
        List<String> risks = databases.ask(RISKS).stream().toList();
        String user = server.uri().user();
        if (!risks.isEmpty()) {
            throw new Failure.Database(
                    "Restoring as this user would risk what is not the sandbox's [%s of %s: %s; %s]"
                            .formatted(user, server, String.join(", ", risks), why),
                    "Let it make a role for the drill (CREATEROLE, and a line in pg_hba.conf by which"
                            + " that may log in with a password), or name a user who owns nothing else;"
                            + " where the server is there for drills alone, set"
                            + " VERIFY_SERVER_TRUST=true.");
        }
        return new Restorer(
                server.uri(),
                Optional.empty(),
                Optional.of(
                        "The backup is restored as %s itself [%s]: what it runs may do there whatever %s may"
                                .formatted(user, why, user)));
    }

    /// Whether the given role may make one.
    static boolean canBeMade(TemporaryDatabases databases) throws SQLException {
        return !databases.ask(MAY_MAKE_ROLES).isEmpty();
    }

    /// Makes a role that owns nothing and may do nothing but log in. What the server is told of its
    /// password cannot be logged in with.
    ///
    /// @param limit how long the drill may take
    static Restorer make(
            TemporaryDatabases databases,
            Reached server,
            ServerVersion version,
            String sandbox,
            Duration limit)
            throws SQLException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        String role = TemporaryDatabases.role(sandbox);
        String until =
                databases
                        .ask(
                                "SELECT (now() + make_interval(secs => %d))::timestamptz::text"
                                        .formatted(limit.plus(MARGIN).toSeconds()))
                        .first();
        databases.createRole(role, PasswordUtil.encodeScramSha256(password.toCharArray()), until);
        if (databases.ask(IS_SUPERUSER).isEmpty()) {
            databases.execute(
                    "GRANT %s TO CURRENT_USER%s"
                            .formatted(
                                    role,
                                    version.major() < FIRST_WITH_INHERITING_GRANTS
                                            ? ""
                                            : " WITH INHERIT TRUE, SET TRUE"));
        }
        return new Restorer(
                server.uri().as(role, new Secret(password)), Optional.of(role), Optional.empty());
    }

    /// Why it cannot connect, as servers may let in only users that they know; nothing if it can.
    Optional<String> problem(String database) throws IOException {
        try {
            new Connector(uri.to(database)).connect().connection().close();
            return Optional.empty();
        } catch (Failure.Database | SQLException e) {
            return Optional.of(
                    "a role made for the drill cannot log in: " + String.valueOf(e.getMessage()));
        }
    }

    /// As statements name it.
    String role() {
        return own.orElse("CURRENT_USER");
    }
}
