package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// Lets nothing into a sandbox that would reach out of it, and makes the roles that are needed.
final class SafeCourse implements DumpRelay.Course {

    /// The first major that knows the setting of this name.
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private final Sandbox sandbox;
    private final Set<String> roles = new HashSet<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<Failure.Database> roleProblem = Optional.empty();

    SafeCourse(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /// Why a role could not be made; the first counts.
    Optional<Failure.Database> roleProblem() {
        return roleProblem;
    }

    /// What was left out that belongs to the backup, a sentence each.
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /// What was left out that is none of the database's, a sentence each.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public boolean leavesOut(String kind, String name) {
        if (kind.equals("CREATE SUBSCRIPTION")) {
            leftOut.add("Subscription %s: a copy must not subscribe".formatted(name));
        }
        if (kind.equals("SET")
                && name.equals("transaction_timeout")
                && sandbox.version().major() < TRANSACTION_TIMEOUT_SINCE) {
            warnings.add(
                    "SET transaction_timeout was left out: PostgreSQL %d does not know it"
                            .formatted(sandbox.version().major()));
            return true;
        }
        return kind.startsWith("CREATE SUBSCRIPTION")
                || kind.startsWith("ALTER SUBSCRIPTION")
                || kind.startsWith("COMMENT ON SUBSCRIPTION")
                || (kind.startsWith("SECURITY LABEL") && kind.endsWith("ON SUBSCRIPTION"));
    }

    @Override
    public void needs(SortedSet<String> wanted) throws IOException {
        for (String role : wanted) {
            if (roles.add(role)) {
                make(role);
            }
        }
    }

    /// What then fails for want of the role, psql tells.
    private void make(String role) throws IOException {
        try {
            sandbox.makeRole(role);
        } catch (Failure.Database problem) {
            roleProblem = roleProblem.or(() -> Optional.of(problem));
        }
    }

    @Override
    public IOException refuse(String metaCommand) {
        return new Failure.Corrupt(
                "Restore failed [the dump holds a meta-command of psql, %s, which could lead out of the sandbox]"
                        .formatted(metaCommand),
                "No backup of one database holds such a line: find out who wrote it.");
    }
}
