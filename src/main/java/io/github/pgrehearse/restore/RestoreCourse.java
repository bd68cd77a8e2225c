package io.github.pgrehearse.restore;

import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.dump.Topic;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/// Lets pass what is wanted of a dump and what its target can take.
final class RestoreCourse implements DumpRelay.Course {

    /// The first major that knows the setting of this name.
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    /// The first major that knows an option which newer programs write for older servers too.
    private static final int RUN_AS_OWNER_SINCE = 16;

    private final RestorePlan.LeftOut wanted;
    private final Selection selection;
    private final Place place;
    private final List<String> leftOut = new ArrayList<>();
    private int owners;
    private int privileges;

    /// What decides besides what is wanted.
    ///
    /// @param major of the target
    /// @param dumper the major of the `pg_dump` that wrote it; 0 if that is not known
    /// @param transaction whether all is one transaction, whose ends are not the dump's to set
    /// @param foreignExtensions which another user has made there, and only that one may describe
    record Place(int major, int dumper, boolean transaction, Set<String> foreignExtensions) {}

    RestoreCourse(RestorePlan.LeftOut wanted, Selection selection, Place place) {
        this.wanted = wanted;
        this.selection = selection;
        this.place = place;
    }

    @Override
    public boolean leavesOut(Topic topic) {
        if (!selection.takes(topic)) {
            return true;
        }
        String kind = topic.kind();
        if (kind.equals("BEGIN") || kind.equals("COMMIT")) {
            return place.transaction(); // around large objects
        }
        if (kind.equals("SET")
                && topic.name().equals("transaction_timeout")
                && place.major() < TRANSACTION_TIMEOUT_SINCE) {
            leftOut.add(
                    "SET transaction_timeout: PostgreSQL %d does not know it"
                            .formatted(place.major()));
            return true;
        }
        if (kind.contains("SUBSCRIPTION") && leavesOutSubscription(topic)) {
            return true;
        }
        return leavesOutOwner(topic)
                || leavesOutPrivilege(topic)
                || (kind.equals("COMMENT ON EXTENSION")
                        && place.foreignExtensions().contains(Selection.plain(topic.name())));
    }

    private boolean leavesOutSubscription(Topic topic) {
        boolean unknown =
                place.major() < RUN_AS_OWNER_SINCE && place.dumper() >= RUN_AS_OWNER_SINCE;
        boolean out = wanted.subscriptions() || unknown;
        if (topic.kind().equals("CREATE SUBSCRIPTION")) {
            leftOut.add(
                    out
                            ? "Subscription %s%s"
                                    .formatted(
                                            topic.name(),
                                            unknown
                                                    ? ": PostgreSQL %d does not know an option of it"
                                                            .formatted(place.major())
                                                    : "")
                            : "Subscription %s is disabled: enable it once nothing else uses its slot"
                                    .formatted(topic.name()));
        }
        return out;
    }

    private boolean leavesOutOwner(Topic topic) {
        boolean owner =
                topic.kind().endsWith(" AUTHORIZATION")
                        || (topic.kind().startsWith("ALTER ")
                                && !topic.kind().startsWith("ALTER DEFAULT PRIVILEGES")
                                && !topic.roles().isEmpty());
        owners += owner && wanted.owners() ? 1 : 0;
        return owner && wanted.owners();
    }

    private boolean leavesOutPrivilege(Topic topic) {
        boolean privilege =
                topic.kind().startsWith("GRANT ")
                        || topic.kind().startsWith("REVOKE ")
                        || topic.kind().startsWith("ALTER DEFAULT PRIVILEGES");
        privileges += privilege && wanted.privileges() ? 1 : 0;
        return privilege && wanted.privileges();
    }

    /// What was left out, a phrase each.
    List<String> leftOut() {
        List<String> all = new ArrayList<>(leftOut);
        all.addAll(selection.leftOut());
        if (owners > 0) {
            all.add("%d statements that give things to their owners".formatted(owners));
        }
        if (privileges > 0) {
            all.add("%d statements that grant or revoke privileges".formatted(privileges));
        }
        return all;
    }

    @Override
    public void needs(SortedSet<String> roles) {}

    @Override
    public IOException refuse(String metaCommand) {
        return forbidden(metaCommand);
    }

    static Failure.Corrupt forbidden(String metaCommand) {
        return new Failure.Corrupt(
                "The dump holds a meta-command of psql [%s]".formatted(metaCommand),
                "No backup of one database holds such a line: find out who wrote it.");
    }
}
