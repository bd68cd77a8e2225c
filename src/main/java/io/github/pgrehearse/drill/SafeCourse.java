package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.dump.Topic;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/// Lets nothing into a sandbox that would reach out of it, and nothing that it lacks the roles for.
final class SafeCourse implements DumpRelay.Course {

    /// The first major that knows the setting of this name.
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private static final int LONGEST_DESCRIPTION = 100;

    private final Sandbox sandbox;
    private final RestoredRoles roles;
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    SafeCourse(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.roles = new RestoredRoles(sandbox);
    }

    /// Why a role could not be made; the first counts.
    Optional<Failure.Database> roleProblem() {
        return roles.problem();
    }

    /// What was left out that belongs to the backup, a sentence each.
    List<String> leftOut() {
        return Stream.concat(leftOut.stream(), roles.leftOut().stream()).toList();
    }

    /// What was left out that is none of the database's, a sentence each.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public boolean leavesOut(Topic topic) throws IOException {
        String kind = topic.kind();
        String name = topic.name();
        if (sandbox.isShared()) {
            if (!DumpStatements.include(topic)) {
                throw leadsOut(described(topic));
            }
            if (kind.equals("SET") && name.equals("statement_timeout")) {
                return true; // the sandbox has its own, and the copy is the same without
            }
        }
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
                || (kind.startsWith("SECURITY LABEL") && kind.endsWith("ON SUBSCRIPTION"))
                || roles.leaveOut(kind, name, topic.roles());
    }

    /// It reads or writes files of the server, or runs programs there.
    @Override
    public boolean leavesOutServerCopy(Topic topic) throws IOException {
        if (sandbox.isShared()) {
            throw leadsOut("a COPY that is not of the dump's own rows");
        }
        return leavesOut(topic);
    }

    private static String described(Topic topic) {
        String words = (topic.kind() + " " + topic.name()).strip();
        return words.substring(0, Math.min(words.length(), LONGEST_DESCRIPTION));
    }

    @Override
    public void needs(SortedSet<String> wanted) throws IOException {
        roles.need(wanted);
    }

    @Override
    public IOException refuse(String metaCommand) {
        return leadsOut("a meta-command of psql, " + metaCommand);
    }

    private static Failure.Corrupt leadsOut(String what) {
        return new Failure.Corrupt(
                "Restore failed [the dump holds %s, which could lead out of the sandbox]"
                        .formatted(what),
                "No backup of one database holds such a line: find out who wrote it.");
    }
}
