package io.github.pgrehearse.retention;

import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tells what about a plan a person should know.
final class PlanWarnings {

    /// What does not pass by itself is told so often.
    private static final Duration DAY = Duration.ofDays(1);

    private static final Comparator<ObjectKey> BY_KEY = Comparator.comparing(ObjectKey::value);

    private final Catalog catalog;
    private final Retention policy;
    private final System.Logger log;

    /// Whom we have warned of already: two databases may share a prefix on purpose.
    private final Set<Owner> known = new HashSet<>();

    private Optional<Instant> ofFuture = Optional.empty();

    PlanWarnings(Catalog catalog, Retention policy, System.Logger log) {
        this.catalog = catalog;
        this.policy = policy;
        this.log = log;
    }

    void tell(Plan plan, Map<BackupName, Claim> claims, Set<ObjectKey> refuted, Instant now) {
        for (Claim claim : claims.values()) {
            if (claim instanceof Claim.Foreign(Owner owner) && known.add(owner)) {
                shared(owner);
            }
        }
        List<Decision> future = plan.by(Rule.FUTURE);
        if (!future.isEmpty() && ofFuture.filter(now.minus(DAY)::isBefore).isEmpty()) {
            ofFuture = Optional.of(now);
            log.log(
                    WARNING,
                    "Backups are named in the future [%s]. They are kept and count for nothing: set the clocks of this machine and of those that take backups."
                            .formatted(names(future)));
        }
        List<Decision> unreadable = plan.by(Rule.UNREADABLE);
        if (!unreadable.isEmpty()) {
            String why =
                    claims.get(unreadable.getFirst().backup().name())
                                    instanceof Claim.Unreadable(String reason)
                            ? reason
                            : "";
            log.log(
                    WARNING,
                    "Backups are kept because nobody can tell whose they are [%s; %s]. If they are not wanted, delete them by hand."
                            .formatted(names(unreadable), why));
        }
        List<Decision> doubtful = plan.by(Rule.DOUBTFUL);
        if (!doubtful.isEmpty()) {
            log.log(
                    WARNING,
                    "Backups are kept and count for nothing because their manifest is not about them [%s; %s]. Have them rehearsed, and find out who writes to the store."
                            .formatted(names(doubtful), doubtful.getFirst().reason()));
        }
        if (!refuted.isEmpty()) {
            log.log(
                    WARNING,
                    "Drill reports count for nothing because they do not say what their names do [%d, such as %s]. Find out who writes to the store."
                            .formatted(refuted.size(), Collections.min(refuted, BY_KEY)));
        }
        List<Decision> spared = plan.by(Rule.NO_RECENT);
        if (!spared.isEmpty()) {
            log.log(
                    WARNING,
                    "No recent backup, so no old one is deleted [%s: none of the last %d days; %d are older]. Find out why backups have stopped."
                            .formatted(catalog, policy.days(), spared.size()));
        }
    }

    private void shared(Owner owner) {
        log.log(
                WARNING,
                "Two databases share a prefix [%s: there are backups of %s of cluster %s too]. They are left alone; give each database a BACKUP_PREFIX of its own."
                        .formatted(catalog, owner.database(), owner.systemIdentifier()));
    }

    void refused(int count, Failure.Store first) {
        log.log(
                WARNING,
                "Old backups cannot be deleted [%d, the first: %s]. %s"
                        .formatted(count, first.getMessage(), first.hint()));
    }

    private static String names(List<Decision> decisions) {
        BackupName first = decisions.getFirst().backup().name();
        return decisions.size() == 1
                ? first.toString()
                : "%d, the newest %s".formatted(decisions.size(), first);
    }
}
