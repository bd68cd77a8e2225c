package io.github.pgrehearse.postgres.connection;

import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What to do about a server that cannot be reached, does not let us in, or does not answer: one
/// sentence or two for the operator.
///
/// The server's own codes come first, since its words may be in any language; the driver has one
/// code for much of what can happen on the way, so there its words decide.
final class ConnectionAdvice {

    private final String setting;
    private final String password;

    /// @param setting that told the connection, as in [ConnectionUri]
    ConnectionAdvice(String setting) {
        this.setting = setting;
        this.password =
                setting.equals(ConnectionUri.SOURCE) ? setting + " (or PGPASSWORD)" : setting;
    }

    String on(SQLException problem) {
        String state = String.valueOf(problem.getSQLState());
        return switch (state) {
            case "28P01" ->
                    "Check the user and the password in %s: the server says the same of a user that does not exist or has expired."
                            .formatted(password);
            case "28000" ->
                    "The server does not let this user in from here: the words in brackets say what it minds. Add a line to its pg_hba.conf, let the role log in (ALTER ROLE ... LOGIN), or set sslmode in %s."
                            .formatted(setting);
            case "3D000" ->
                    "Check the database's name in %s: the server has none such.".formatted(setting);
            case "53300" ->
                    "Two connections are needed: raise max_connections of the server (or the"
                            + " limit of this role or database), or find out in pg_stat_activity who"
                            + " holds them.";
            case "57P03" ->
                    "The server is starting up, shutting down or recovering: the next run will try"
                            + " again. A standby answers with hot_standby = on only.";
            case "57P01", "57P02" ->
                    "The server, or somebody there, ended the connection: its log says why. The next"
                            + " run will try again.";
            case "57014" ->
                    "The server cancelled what was asked of it: see statement_timeout of this role"
                            + " and database, and what else keeps the server busy.";
            case "42501" -> "Grant this user what the words in brackets name, or use another one.";
            case "55000" ->
                    "The server does not take connections to this database: choose another one in %s, or ALTER DATABASE ... ALLOW_CONNECTIONS true."
                            .formatted(setting);
            default ->
                    state.startsWith("08")
                            ? onTheWay(problem)
                            : "Run psql with the same %s from this machine to see more."
                                    .formatted(setting);
        };
    }

    /// Of the driver's words, as of pgjdbc 42.7.
    private String onTheWay(SQLException problem) {
        String said = String.valueOf(problem.getMessage());
        if (said.contains("targetServerType")) {
            return "None of the hosts is what target_session_attrs asks for: leave it out of %s, or name the right host."
                    .formatted(setting);
        }
        if (said.contains("no password was provided")) {
            return "Write the password into %s.".formatted(password);
        }
        if (said.contains("does not support SSL")) {
            return "Turn TLS on at the server (ssl = on), or, where the network is yours, write sslmode=prefer in %s."
                    .formatted(setting);
        }
        if (said.contains("setting up the SSL connection")) {
            return "What answers there does not speak as PostgreSQL does: check the host and port in %s, and what stands in between."
                    .formatted(setting);
        }
        if (said.contains("root certificate file")) {
            return "Name the authority's certificate (a PEM file) as sslrootcert=/path in %s; sslrootcert=system takes those that Java trusts."
                    .formatted(setting);
        }
        if (said.contains("could not be verified")) {
            return "Write the host as the certificate names it, or sslmode=verify-ca, which does not"
                    + " compare names.";
        }
        if (comesFrom(problem, SSLException.class)
                || comesFrom(problem, GeneralSecurityException.class)) {
            return "Name the authority that signed the server's certificate (a PEM file) as sslrootcert=/path in %s."
                    .formatted(setting);
        }
        if (said.contains("timed out") || comesFrom(problem, SocketTimeoutException.class)) {
            return "Nothing answered in time: check the host and port in %s, firewalls and private networks in between, and whether the server is overloaded."
                    .formatted(setting);
        }
        if (comesFrom(problem, EOFException.class)) {
            return "The connection was cut before the server had answered: it is stopping or crashed"
                    + " (its log says so), or what stands in between has ended it.";
        }
        return "Check that the server runs and can be reached from here, and the host and port in %s."
                .formatted(setting);
    }

    private static boolean comesFrom(Throwable problem, Class<? extends Throwable> kind) {
        @Nullable Throwable cause = problem.getCause();
        while (cause != null && !kind.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
