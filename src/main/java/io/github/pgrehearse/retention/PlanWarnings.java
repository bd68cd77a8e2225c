package io.github.pgrehearse.retention;

import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells what about a plan a person should know.
final class PlanWarnings {

    private final Catalog catalog;
    private final Retention policy;
    private final System.Logger log;

    /// Whom we have warned of already: two databases may share a prefix on purpose.
    private final Set<Owner> known = new HashSet<>();

    PlanWarnings(Catalog catalog, Retention policy, System.Logger log) {
        this.catalog = catalog;
        this.policy = policy;
        this.log = log;
    }

    void tell(Plan plan, Map<BackupName, Claim> claims) {
        for (Claim claim : claims.values()) {
            if (claim instanceof Claim.Foreign(Owner owner) && known.add(owner)) {
                shared(owner);
            }
        }
        List<Decision> future = plan.by(Rule.FUTURE);
        if (!future.isEmpty()) {
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
