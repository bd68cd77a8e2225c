package io.github.pgrehearse.drill;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.Sandbox.Standing;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// Tells the statements that a sandbox can run from those that speak of a role it lacks, or would
/// give something to a role to which it cannot.
final class RestoredRoles {

    private static final String DEFAULTS_OF = "ALTER DEFAULT PRIVILEGES FOR ROLE";

    private final Sandbox sandbox;
    private final Map<String, Standing> standings = new HashMap<>();
    private final SortedMap<String, Integer> leftOut = new TreeMap<>();
    private Optional<Failure.Database> problem = Optional.empty();

    RestoredRoles(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /// Why a role could not be made; the first counts.
    Optional<Failure.Database> problem() {
        return problem;
    }

    /// Makes those that are new, where they are to be made.
    void need(SortedSet<String> roles) throws IOException {
        for (String role : roles) {
            if (!standings.containsKey(role)) {
                standings.put(role, make(role));
            }
        }
    }

    /// What then fails for want of the role, psql tells.
    private Standing make(String role) throws IOException {
        try {
            return sandbox.makeRole(role);
        } catch (Failure.Database failure) {
            problem = problem.or(() -> Optional.of(failure));
            return Standing.OWNER;
        }
    }

    /// Whether a statement cannot be run for what it says of roles, which is remembered then.
    boolean leaveOut(String kind, String name, SortedSet<String> roles) {
        for (String role : roles) {
            boolean can =
                    switch (standings.getOrDefault(role, Standing.OWNER)) {
                        case OWNER -> true;
                        case GRANTEE -> !actsFor(role, kind, name);
                        case ABSENT -> false;
                    };
            if (!can) {
                leftOut.merge(role, 1, Integer::sum);
                return true;
            }
        }
        return false;
    }

    private static boolean actsFor(String role, String kind, String name) {
        if (kind.startsWith(DEFAULTS_OF)) {
            return role.equals(name);
        }
        return kind.startsWith("ALTER ") || kind.endsWith(" AUTHORIZATION");
    }

    /// What was left out, a sentence a role.
    List<String> leftOut() {
        return leftOut.entrySet().stream()
                .map(each ->
                        "Role %s: %d statements (owner, privileges), since %s"
                                .formatted(each.getKey(), each.getValue(), why(each.getKey())))
                .toList();
    }

    private String why(String role) {
        return standings.get(role) == Standing.ABSENT
                ? "the sandbox's server lacks it"
                : "the sandbox's own role is no superuser, and cannot act for it";
    }
}
