package io.github.pgrehearse.restore;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlError;

/// What to do about an error that psql met while it restored.
final class RestoreAdvice {

    private RestoreAdvice() {}

    static Failure.Database on(PsqlError error) {
        return new Failure.Database("Restore failed [%s]".formatted(error), hint(error));
    }

    /// Source of the codes: PostgreSQL's documentation, "PostgreSQL Error Codes".
    private static String hint(PsqlError error) {
        return switch (error.state()) {
            case "42501" ->
                    "Restore as a superuser, or leave out what this user may not do: --no-owner,"
                            + " --no-acl, --no-roles, --no-subscriptions.";
            case "42704" ->
                    "The server lacks what the message names: --create makes missing roles, --no-owner"
                            + " and --no-acl do without; anything else is to be installed there.";
            case "3F000", "42P01", "42883" ->
                    "What the message names is not there: a part of a backup needs in the target"
                            + " whatever it uses of the rest.";
            case "42P06", "42P07", "42710", "42723" ->
                    "Somebody made that meanwhile, or a template had it: restore into an empty"
                            + " database.";
            case "53100" -> "Free space on the server's disk, or restore to a larger one.";
            case "53400" -> "Raise the limit of the server that the message names.";
            case "53200" -> "Raise max_locks_per_transaction of the server, or use --piecewise.";
            default -> byClass(error);
        };
    }

    private static String byClass(PsqlError error) {
        if (!error.isOfScript()
                || error.state().startsWith("57")
                || error.state().startsWith("08")) {
            return "The connection or the server went away: the server's log says why.";
        }
        return "The server cannot run this statement of the backup: if it is of an older version than"
                + " the one that was backed up, use a newer one.";
    }
}
