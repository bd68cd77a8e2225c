package io.github.pgrehearse.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.CatalogEntry.State;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.catalog.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of every policy and every store.
final class RetentionPropertiesTest {

    private static final Instant NOW = Instant.parse("2024-02-10T12:00:00Z");
    private static final int TRIALS = 500;

    /// A store made up by chance.
    record Trial(
            int seed, List<CatalogEntry> backups, Map<BackupName, Claim> claims, Retention policy) {

        List<Decision> decide() {
            return policy.decide(backups, new Knowledge(claims, Set.of()), NOW);
        }

        Trial with(List<CatalogEntry> others) {
            return new Trial(seed, others, claims, policy);
        }

        Trial with(Retention other) {
            return new Trial(seed, backups, claims, other);
        }

        Set<BackupName> kept() {
            return names(decide().stream().filter(Decision::keeps));
        }

        List<CatalogEntry> ours(State state) {
            return backups.stream()
                    .filter(backup -> !claims.containsKey(backup.name()))
                    .filter(backup -> !backup.name().began().isAfter(NOW))
                    .filter(backup -> backup.state() == state)
                    .sorted(Collections.reverseOrder(Comparator.comparing(CatalogEntry::name)))
                    .toList();
        }

        @Override
        public String toString() {
            return "seed %d: %s".formatted(seed, policy);
        }
    }

    private static Set<BackupName> names(Stream<Decision> decisions) {
        return decisions.map(decision -> decision.backup().name()).collect(Collectors.toSet());
    }

    static Stream<Trial> trials() {
        return IntStream.range(0, TRIALS).mapToObj(RetentionPropertiesTest::trial);
    }

    /// Few backups and small numbers in most: there the rules meet.
    private static Trial trial(int seed) {
        Random random = new Random(seed);
        Map<BackupName, CatalogEntry> backups = new HashMap<>();
        Map<BackupName, Claim> claims = new HashMap<>();
        int hours = random.nextBoolean() ? 24 * 20 : 24 * 800;
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            Instant began = NOW.minusSeconds(3600L * random.nextInt(-3, hours));
            CatalogEntry backup = backup(began, random);
            backups.put(backup.name(), backup);
            if (random.nextInt(5) == 0) {
                claims.put(
                        backup.name(),
                        random.nextInt(4) == 0
                                ? new Claim.Unreadable("why")
                                : new Claim.Foreign(new Owner("7", "other")));
            }
        }
        List<CatalogEntry> shuffled = new ArrayList<>(backups.values());
        Collections.shuffle(shuffled, random);
        return new Trial(
                seed,
                shuffled,
                claims,
                new Retention(
                        random.nextInt(1, 15),
                        random.nextInt(4),
                        random.nextInt(5),
                        random.nextInt(5),
                        random.nextInt(4),
                        random.nextInt(3)));
    }

    private static CatalogEntry backup(Instant began, Random random) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> Entries.withoutManifest(began);
            case 2 -> Entries.withoutDump(began);
            case 3 -> Entries.unfinished(began);
            case 4 -> Entries.debris(began);
            case 5, 6 -> Entries.whole(began, verdict(random));
            case 7 -> Entries.whole(began, verdict(random), verdict(random));
            default -> Entries.whole(began);
        };
    }

    private static Verdict verdict(Random random) {
        List<Verdict> verdicts = List.of(Verdict.values());
        return verdicts.get(random.nextInt(verdicts.size()));
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theNewestAndTheLastAreKept(Trial trial) {
        assertThat(trial.kept())
                .containsAll(
                        trial.ours(State.WHOLE).stream().limit(1).map(CatalogEntry::name).toList())
                .containsAll(
                        trial.ours(State.WHOLE).stream()
                                .filter(RetentionPropertiesTest::isSound)
                                .limit(Math.max(1, trial.policy().last()))
                                .map(CatalogEntry::name)
                                .toList());
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theNewestProvenIsKept(Trial trial) {
        assertThat(trial.kept())
                .containsAll(
                        trial.ours(State.WHOLE).stream()
                                .filter(RetentionPropertiesTest::isSound)
                                .filter(backup -> backup.proven().isPresent())
                                .limit(1)
                                .map(CatalogEntry::name)
                                .toList());
    }

    /// By the newest drill that could tell.
    private static boolean isSound(CatalogEntry backup) {
        for (CatalogEntry.Report report : backup.reports()) {
            if (report.verdict() != Verdict.UNPROVEN) {
                return report.verdict() != Verdict.DISPROVEN;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("trials")
    void whatGoesIsOursAndOldAndThereIsARecentOne(Trial trial) {
        Instant horizon = NOW.minusSeconds(86_400L * trial.policy().days());
        List<Decision> going = trial.decide().stream().filter(one -> !one.keeps()).toList();

        assertThat(going)
                .allSatisfy(one -> {
                    assertThat(one.backup().name().began()).isBefore(horizon);
                    assertThat(trial.claims()).doesNotContainKey(one.backup().name());
                    assertThat(one.backup().marker()).isEmpty();
                });
        if (!going.isEmpty()) {
            assertThat(trial.ours(State.WHOLE))
                    .anyMatch(backup -> !backup.name().began().isBefore(horizon));
        }
    }

    @ParameterizedTest
    @MethodSource("trials")
    void everyBackupIsDecidedAboutOnce(Trial trial) {
        assertThat(trial.decide())
                .extracting(Decision::backup)
                .containsExactlyInAnyOrderElementsOf(trial.backups());
        assertThat(trial.decide()).allSatisfy(one -> assertThat(one.reason()).isNotBlank());
    }

    /// But for the days: with more of them there may be a recent backup where there was none.
    @ParameterizedTest
    @MethodSource("trials")
    void aLargerNumberKeepsNoLess(Trial trial) {
        Retention p = trial.policy();
        List<Retention> larger =
                List.of(
                        with(p, 0, 1, 0, 0, 0, 0),
                        with(p, 0, 0, 1, 0, 0, 0),
                        with(p, 0, 0, 0, 2, 0, 0),
                        with(p, 0, 0, 0, 0, 1, 0),
                        with(p, 0, 0, 0, 0, 0, 1));
        assertThat(larger)
                .allSatisfy(
                        policy -> assertThat(trial.with(policy).kept()).containsAll(trial.kept()));
        if (trial.decide().stream().noneMatch(one -> one.rule() == Rule.NO_RECENT)) {
            assertThat(trial.with(with(p, 1, 0, 0, 0, 0, 0)).kept()).containsAll(trial.kept());
        }
    }

    private static Retention with(
            Retention p, int days, int last, int daily, int weekly, int monthly, int yearly) {
        return new Retention(
                p.days() + days,
                p.last() + last,
                p.daily() + daily,
                p.weekly() + weekly,
                p.monthly() + monthly,
                p.yearly() + yearly);
    }

    @ParameterizedTest
    @MethodSource("trials")
    void whatIsNotOursDoesNotMatter(Trial trial) {
        List<CatalogEntry> ours =
                trial.backups().stream()
                        .filter(backup -> !trial.claims().containsKey(backup.name()))
                        .toList();

        assertThat(trial.decide())
                .filteredOn(one -> !trial.claims().containsKey(one.backup().name()))
                .isEqualTo(trial.with(ours).decide());
        assertThat(trial.kept()).containsAll(trial.claims().keySet());
    }

    /// A dump of another tool, a torn backup, a report: none is the reason why a whole one goes.
    @ParameterizedTest
    @MethodSource("trials")
    void onlyWholeBackupsLetWholeOnesGo(Trial trial) {
        List<CatalogEntry> whole =
                trial.backups().stream().filter(backup -> backup.state() == State.WHOLE).toList();

        assertThat(trial.decide())
                .filteredOn(one -> one.backup().state() == State.WHOLE)
                .isEqualTo(trial.with(whole).decide());
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theSecondTimeNothingGoes(Trial trial) {
        List<CatalogEntry> left =
                trial.decide().stream().filter(Decision::keeps).map(Decision::backup).toList();

        assertThat(trial.with(left).decide()).allMatch(Decision::keeps);
    }

    /// Broken off after any number of deletions, it goes on as if it had not been.
    @ParameterizedTest
    @MethodSource("trials")
    void wherePruningBreaksOffMakesNoDifference(Trial trial) {
        Set<BackupName> kept = trial.kept();
        List<Decision> going =
                trial.decide().reversed().stream().filter(one -> !one.keeps()).toList();
        Set<CatalogEntry> gone =
                going.stream()
                        .limit((going.size() + 1) / 2)
                        .map(Decision::backup)
                        .collect(Collectors.toSet());
        List<CatalogEntry> left =
                trial.backups().stream().filter(backup -> !gone.contains(backup)).toList();

        assertThat(trial.with(left).kept()).isEqualTo(kept);
    }

    @ParameterizedTest
    @MethodSource("trials")
    void theOrderOfTheListingDoesNotMatter(Trial trial) {
        List<CatalogEntry> other = new ArrayList<>(trial.backups());
        Collections.shuffle(other, new Random(trial.seed() + 1L));

        assertThat(trial.with(other).decide()).isEqualTo(trial.decide());
    }
}
