package io.github.pgrehearse.drill;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlError;
import java.util.List;
import java.util.Optional;

/// Tells an error that speaks of the backup from one that speaks of the place it is restored in.
///
/// Whatever is not known to come of the place is held against the backup.
final class Judgement {

    /// Statements that fail for want of something that is to be installed.
    private static final List<String> NEEDS_INSTALLATION =
            List.of("CREATE EXTENSION", "CREATE COLLATION", "SET ");

    /// Insufficient privilege.
    private static final String MAY_NOT = "42501";

    private Judgement() {}

    /// Why an error of a restore is none of the backup's; nothing if it is.
    static Optional<Failure.Database> obstacle(PsqlError error) {
        if (error.state().equals(MAY_NOT)) {
            return unproven(
                    error,
                    "Have it restored by a superuser: VERIFY_TARGET=ephemeral, or, on a server that"
                            + " is there for drills alone, VERIFY_SERVER_TRUST=true.");
        }
        if (error.statement().startsWith("CREATE EXTENSION")) {
            return unproven(
                    error,
                    "The extension, of a version that fits, is to be installed for the PostgreSQL"
                            + " programs here; where it wants to be preloaded, the drill needs a"
                            + " server of yours: VERIFY_DATABASE_URL.");
        }
        if (NEEDS_INSTALLATION.stream().anyMatch(error.statement()::startsWith)) {
            return unproven(error, "Install what the message says is missing on this machine.");
        }
        return error.isOfScript() ? byState(error) : byEnd(error);
    }

    /// Source of the codes: PostgreSQL's documentation, "PostgreSQL Error Codes".
    private static Optional<Failure.Database> byState(PsqlError error) {
        if (error.state().equals("53100")) {
            return Optional.of(
                    new Failure.Database(
                            "No space left on device [%s]".formatted(error),
                            "Free some, or let TMPDIR name a directory on a larger disk."));
        }
        if (error.state().isEmpty()) {
            return Optional.empty();
        }
        return switch (error.state().substring(0, 2)) {
            case "08", "57" ->
                    unproven(error, "The sandbox's server went away: its log may say why.");
            case "53" -> unproven(error, "Give the sandbox's server more of what it lacks.");
            case "58", "F0" ->
                    unproven(error, "Install the file that the message names on this machine.");
            case "XX" -> unproven(error, "Report it to whom the message concerns.");
            default -> Optional.empty();
        };
    }

    private static Optional<Failure.Database> byEnd(PsqlError error) {
        return unproven(
                error, "psql or the sandbox's server ended early: the server's log may say why.");
    }

    private static Optional<Failure.Database> unproven(PsqlError error, String hint) {
        return Optional.of(new Failure.Database("Restore failed [%s]".formatted(error), hint));
    }
}
