package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Reached;
import java.sql.SQLException;

/// What an operator is told where a server does not let us make temporary databases.
final class ServerRefusal {

    private ServerRefusal() {}

    /// Source of the codes: PostgreSQL's documentation, "PostgreSQL Error Codes".
    static Failure.Database of(Reached server, SQLException e) {
        String said = "%s: %s".formatted(server, said(server, e));
        return switch (String.valueOf(e.getSQLState())) {
            case "42501" ->
                    new Failure.Database(
                            "permission denied to create database [%s]".formatted(said),
                            "Let a superuser run ALTER ROLE ... CREATEDB for this user, or name another"
                                    + " server in VERIFY_DATABASE_URL, or install PostgreSQL's server"
                                    + " programs here and set VERIFY_TARGET=ephemeral.",
                            e);
            case "53100" ->
                    new Failure.Database(
                            "No space left on device [%s]".formatted(said),
                            "Free some on that server, or name another one in VERIFY_DATABASE_URL.",
                            e);
            case "0A000", "22023", "42704", "42809" ->
                    new Failure.Database(
                            "Cannot make a temporary database [%s]".formatted(said),
                            "That server lacks the locale, the encoding or the ICU of the database that"
                                    + " was backed up: install what the brackets name there, or name another"
                                    + " server in VERIFY_DATABASE_URL.",
                            e);
            default ->
                    new Failure.Database(
                            "Cannot make a temporary database [%s]".formatted(said),
                            "The words in brackets are the server's own.",
                            e);
        };
    }

    /// The server's own words, without the password.
    static String said(Reached server, SQLException e) {
        return server.redact(String.valueOf(e.getMessage()));
    }
}
