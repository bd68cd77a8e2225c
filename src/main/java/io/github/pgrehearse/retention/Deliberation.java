package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.CatalogEntry.Report;
import io.github.pgrehearse.catalog.CatalogEntry.State;
import io.github.pgrehearse.catalog.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A policy applied to the backups there are.
///
/// Only a *sound* backup can be the reason why another one goes: a whole one, ours, that no drill
/// has disproven. What its reports say counts as far as it is not refuted. One without a manifest,
/// as other tools leave it, is kept for its day where there is no sound one of that day, and takes
/// no sound one's place.
final class Deliberation {

    private final Retention policy;
    private final Knowledge known;
    private final Instant now;
    private final Instant horizon;
    private final Map<BackupName, Decision> chosen = new HashMap<>();

    Deliberation(Retention policy, Knowledge known, Instant now) {
        this.policy = policy;
        this.known = known;
        this.now = now;
        this.horizon = now.minus(Duration.ofDays(policy.days()));
    }

    /// The reports on which these decisions rest: of a backup that rules choose, the one that tells
    /// and the one that proves; of one that they pass over, the one that disproves it.
    List<Evidence> evidence(List<Decision> decisions) {
        return decisions.stream().flatMap(this::evidence).distinct().toList();
    }

    private Stream<Evidence> evidence(Decision decision) {
        CatalogEntry backup = decision.backup();
        if (backup.state() != State.WHOLE || !isOurs(backup) || backup.isFromTheFuture(now)) {
            return Stream.empty();
        }
        Stream<Report> reports =
                !isSound(backup)
                        ? telling(backup).stream()
                        : chosen.containsKey(backup.name())
                                ? Stream.concat(telling(backup).stream(), proof(backup).stream())
                                : Stream.empty();
        return reports.map(report -> new Evidence(backup, report));
    }

    List<Decision> decide(Collection<CatalogEntry> backups) {
        List<CatalogEntry> newestFirst =
                backups.stream()
                        .sorted(Comparator.comparing(CatalogEntry::name).reversed())
                        .toList();
        List<CatalogEntry> counted =
                newestFirst.stream()
                        .filter(backup -> isOurs(backup) && !backup.isFromTheFuture(now))
                        .toList();
        List<CatalogEntry> whole =
                counted.stream().filter(backup -> backup.state() == State.WHOLE).toList();
        List<CatalogEntry> sound = whole.stream().filter(this::isSound).toList();
        List<CatalogEntry> bare =
                counted.stream().filter(backup -> backup.state() == State.NO_MANIFEST).toList();
        chooseNewest(whole, sound);
        for (Period period : Period.values()) {
            chooseNewestOfEach(period, sound, bare);
        }
        boolean recent = !sound.isEmpty() && isYoung(sound.getFirst());
        return newestFirst.stream().map(backup -> decide(backup, recent)).toList();
    }

    private void chooseNewest(List<CatalogEntry> whole, List<CatalogEntry> sound) {
        sound.stream().limit(1).forEach(backup -> choose(backup, Rule.NEWEST, "newest"));
        whole.stream()
                .limit(1)
                .forEach(backup -> choose(backup, Rule.NEWEST, "newest, though disproven"));
        sound.stream()
                .filter(backup -> proof(backup).isPresent())
                .limit(1)
                .forEach(backup -> choose(backup, Rule.PROVEN, "newest proven"));
        sound.stream()
                .limit(policy.last())
                .forEach(backup ->
                        choose(backup, Rule.LAST, "one of the last %d".formatted(policy.last())));
    }

    /// Counts the periods that have a backup, from the newest on, so that a pause in backups lets
    /// none go. Those that only have one without a manifest count for their kind alone.
    private void chooseNewestOfEach(
            Period period, List<CatalogEntry> sound, List<CatalogEntry> bare) {
        NavigableMap<String, CatalogEntry> newest = new TreeMap<>(Comparator.reverseOrder());
        sound.forEach(backup -> newest.putIfAbsent(period.of(began(backup)), backup));
        bare.forEach(backup -> newest.putIfAbsent(period.of(began(backup)), backup));
        int all = 0;
        int sounds = 0;
        for (Map.Entry<String, CatalogEntry> one : newest.entrySet()) {
            all++;
            boolean isSound = one.getValue().state() == State.WHOLE;
            sounds += isSound ? 1 : 0;
            if ((isSound ? sounds : all) <= policy.count(period)) {
                choose(one.getValue(), period.rule(), "newest of " + one.getKey());
            }
        }
    }

    /// The first rule to choose a backup is the one that decides.
    private void choose(CatalogEntry backup, Rule rule, String reason) {
        chosen.putIfAbsent(backup.name(), new Decision(backup, rule, reason));
    }

    private Decision decide(CatalogEntry backup, boolean recent) {
        if (backup.state() == State.UNFINISHED && !isDebris(backup)) {
            return new Decision(
                    backup, Rule.UNFINISHED, "unfinished: the next backup clears it away");
        }
        if (backup.isFromTheFuture(now)) {
            return new Decision(backup, Rule.FUTURE, "named in the future: a clock is wrong");
        }
        @Nullable Claim claim = known.claim(backup.name());
        if (claim instanceof Claim.Foreign foreign) {
            return new Decision(
                    backup,
                    Rule.FOREIGN,
                    "belongs to another database: " + foreign.owner().database());
        }
        if (claim instanceof Claim.Unreadable) {
            return new Decision(backup, Rule.UNREADABLE, "its manifest cannot be read");
        }
        if (claim instanceof Claim.Doubtful(String why)) {
            return new Decision(backup, Rule.DOUBTFUL, why);
        }
        @Nullable Decision choice = chosen.get(backup.name());
        return choice == null ? byAge(backup, recent) : choice;
    }

    private Decision byAge(CatalogEntry backup, boolean recent) {
        String limit = policy.days() == 1 ? "1 day" : "%d days".formatted(policy.days());
        if (isYoung(backup)) {
            return new Decision(backup, Rule.YOUNG, "not older than " + limit);
        }
        if (!recent) {
            return new Decision(
                    backup,
                    Rule.NO_RECENT,
                    "older than %s, but there is no recent backup".formatted(limit));
        }
        return isDebris(backup)
                ? new Decision(backup, Rule.DEBRIS, "drill reports of a backup that is gone")
                : new Decision(backup, Rule.OLD, "older than %s".formatted(limit));
    }

    private boolean isOurs(CatalogEntry backup) {
        @Nullable Claim claim = known.claim(backup.name());
        return claim == null || claim instanceof Claim.Ours;
    }

    private boolean isYoung(CatalogEntry backup) {
        return !began(backup).isBefore(horizon);
    }

    /// Whether the last drill that could tell did not find it bad.
    private boolean isSound(CatalogEntry backup) {
        return telling(backup).filter(report -> report.verdict() == Verdict.DISPROVEN).isEmpty();
    }

    private Optional<Report> telling(CatalogEntry backup) {
        return believed(backup).filter(report -> report.verdict() != Verdict.UNPROVEN).findFirst();
    }

    private Optional<Report> proof(CatalogEntry backup) {
        return believed(backup).filter(report -> report.verdict() == Verdict.PROVEN).findFirst();
    }

    private Stream<Report> believed(CatalogEntry backup) {
        return backup.reports().stream()
                .filter(report -> !known.refuted().contains(report.object().key()));
    }

    /// Nothing but reports: a backup bears its mark from before its first byte until after its
    /// last, so this is none, and a drill has outlived it.
    private static boolean isDebris(CatalogEntry backup) {
        return !backup.reports().isEmpty()
                && backup.dump().isEmpty()
                && backup.globals().isEmpty()
                && backup.manifest().isEmpty()
                && backup.marker().isEmpty();
    }

    private static Instant began(CatalogEntry backup) {
        return backup.name().began();
    }
}
