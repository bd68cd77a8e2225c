package io.github.pgrehearse.retention;

import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Deletes the backups of a database that retention lets go. One thread at a time may use it, and
/// only after a successful backup or when a person asks for it.
public final class Pruner {

    private final Catalog catalog;
    private final Retention policy;
    private final Clock clock;
    private final System.Logger log;
    private final OwnerReader reader;

    /// Of the backups for whose sake others may go: their manifests have to be readable.
    private final Owners ofKept;

    /// Of those that are to go, however many.
    private final Owners ofGoing;

    /// The reports that were read, and whether each says what its name does.
    private final Map<ObjectKey, Boolean> read = new HashMap<>();

    private final PlanWarnings warnings;

    /// What became of a plan.
    ///
    /// @param deleted how many backups are gone
    /// @param kept how many there still are, also those that the store refused to delete
    /// @param refused how many these are
    public record Result(List<Decision> decisions, int deleted, int kept, int refused) {}

    public Pruner(Catalog catalog, Retention policy, Clock clock, System.Logger log) {
        this.catalog = catalog;
        this.policy = policy;
        this.clock = clock;
        this.log = log;
        this.reader = new OwnerReader(catalog);
        this.ofKept = new Owners(reader::byManifest);
        this.ofGoing = new Owners(reader::byGlobals);
        this.warnings = new PlanWarnings(catalog, policy, log);
    }

    /// Decides, and deletes.
    ///
    /// @throws Failure.Store if the store is not there; what was deleted until then is logged
    public Result run(Owner ours) throws IOException {
        return carryOut(plan(ours));
    }

    /// Decides about each backup and changes nothing. What a person should know is logged.
    ///
    /// Only of those backups is read whose they are for which it matters. First of those that rules
    /// choose, and the reports because of which they do: each answer may change what they choose,
    /// until there is nothing left to ask. Then of those that are to go, which changes nothing for
    /// any other.
    public Plan plan(Owner ours) throws IOException {
        List<CatalogEntry> backups = catalog.list();
        Set<BackupName> names =
                backups.stream().map(CatalogEntry::name).collect(Collectors.toSet());
        ofKept.retain(names);
        ofGoing.retain(names);
        Set<ObjectKey> reports =
                backups.stream()
                        .flatMap(backup -> backup.reports().stream())
                        .map(report -> report.object().key())
                        .collect(Collectors.toSet());
        read.keySet().retainAll(reports);
        Instant now = clock.instant();
        Map<BackupName, Claim> claims = new HashMap<>();
        List<Decision> decisions = ofKept(backups, claims, ours, now);
        claims.putAll(ofGoing.claims(open(decisions, claims, going -> !going.keeps()), ours));
        Plan plan = new Plan(ours, policy.decide(backups, known(claims), now));
        warnings.tell(plan, claims, refuted(), now);
        return plan;
    }

    private List<Decision> ofKept(
            List<CatalogEntry> backups, Map<BackupName, Claim> claims, Owner ours, Instant now)
            throws IOException {
        while (true) {
            Deliberation deliberation = new Deliberation(policy, known(claims), now);
            List<Decision> decisions = deliberation.decide(backups);
            List<CatalogEntry> open = open(decisions, claims, Decision::keeps);
            if (!open.isEmpty()) {
                claims.putAll(ofKept.claims(open, ours));
                continue;
            }
            List<Evidence> unread =
                    deliberation.evidence(decisions).stream()
                            .filter(one -> !read.containsKey(one.report().object().key()))
                            .toList();
            if (unread.isEmpty()) {
                return decisions;
            }
            Set<ObjectKey> refuted = reader.refuted(unread, ofKept::head);
            unread.stream()
                    .map(one -> one.report().object().key())
                    .forEach(key -> read.put(key, !refuted.contains(key)));
        }
    }

    private Knowledge known(Map<BackupName, Claim> claims) {
        return new Knowledge(claims, refuted());
    }

    private Set<ObjectKey> refuted() {
        return read.entrySet().stream()
                .filter(each -> !each.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// Whom the newest manifest names that can be read.
    public Optional<Owner> newestOwner() throws IOException {
        for (CatalogEntry backup : catalog.list()) {
            if (backup.state() == CatalogEntry.State.WHOLE) {
                Optional<Owner> owner = reader.byManifest(List.of(backup)).getFirst().owner();
                if (owner.isPresent()) {
                    return owner;
                }
            }
        }
        return Optional.empty();
    }

    private static List<CatalogEntry> open(
            List<Decision> decisions, Map<BackupName, Claim> claims, Predicate<Decision> which) {
        return decisions.stream()
                .filter(decision -> decision.rule().dependsOnOwner())
                .filter(which)
                .map(Decision::backup)
                .filter(backup -> !claims.containsKey(backup.name()))
                .toList();
    }

    /// Deletes what the plan lets go, one by one; it can be interrupted between two of them. What
    /// the store refuses to delete stays and keeps none of the others.
    public Result carryOut(Plan plan) throws IOException {
        int deleted = 0;
        int refused = 0;
        Optional<Failure.Store> refusal = Optional.empty();
        try {
            for (Decision going : plan.going()) {
                try {
                    delete(going, plan.owner());
                    deleted++;
                } catch (Failure.Store e) {
                    if (e.kind() != Failure.Store.Kind.DENIED) {
                        throw e;
                    }
                    refusal = refusal.or(() -> Optional.of(e));
                    refused++;
                }
            }
        } finally {
            log.log(INFO, summary(plan.going().size(), deleted));
        }
        if (refusal.isPresent()) {
            warnings.refused(refused, refusal.get());
        }
        long kept = plan.decisions().stream().filter(Decision::keeps).count() + refused;
        return new Result(plan.decisions(), deleted, Math.toIntExact(kept), refused);
    }

    private void delete(Decision going, Owner ours) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted between two deletions");
        }
        CatalogEntry backup = going.backup();
        if (going.rule() == Rule.DEBRIS) {
            catalog.removeReports(backup);
        } else {
            catalog.remove(backup, ours);
        }
        log.log(INFO, "Deleted %s: %s".formatted(backup.name(), going.reason()));
    }

    private static String summary(int going, int deleted) {
        return switch (deleted) {
            case 0 -> going == 0 ? "No old backups to delete" : "No old backup was deleted";
            case 1 -> "Deleted 1 old backup";
            default -> "Deleted %d old backups".formatted(deleted);
        };
    }
}
