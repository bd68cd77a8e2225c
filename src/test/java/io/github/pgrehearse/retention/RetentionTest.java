package io.github.pgrehearse.retention;

import static io.github.pgrehearse.catalog.Verdict.DISPROVEN;
import static io.github.pgrehearse.catalog.Verdict.PROVEN;
import static io.github.pgrehearse.catalog.Verdict.RESTORED;
import static io.github.pgrehearse.catalog.Verdict.UNPROVEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The policy by examples.
final class RetentionTest {

    /// A Saturday, in week 6.
    private static final Instant NOW = Instant.parse("2024-02-10T12:00:00Z");

    private static final Retention WEEK = new Retention(7, 1, 0, 0, 0, 0);

    private final Map<BackupName, Claim> claims = new HashMap<>();

    private static Instant daysAgo(double days) {
        return NOW.minusSeconds((long) (days * 86_400));
    }

    private static CatalogEntry whole(double daysAgo, Verdict... verdicts) {
        return Entries.whole(daysAgo(daysAgo), verdicts);
    }

    private CatalogEntry foreign(CatalogEntry backup) {
        claims.put(backup.name(), new Claim.Foreign(new Owner("7", "other")));
        return backup;
    }

    /// The reasons, newest first.
    private List<String> reasons(Retention policy, CatalogEntry... backups) {
        return policy.decide(Arrays.asList(backups), new Knowledge(claims, Set.of()), NOW).stream()
                .map(Decision::reason)
                .toList();
    }

    @Test
    void decidesNothingAboutNothing() {
        assertThat(reasons(WEEK)).isEmpty();
    }

    @Test
    void whatIsOlderThanTheDaysGoes() {
        assertThat(reasons(WEEK, whole(0.1), whole(6.9), whole(7), whole(7.1), whole(400)))
                .containsExactly(
                        "newest",
                        "not older than 7 days",
                        "not older than 7 days",
                        "older than 7 days",
                        "older than 7 days");
    }

    @Test
    void theNewestProvenStaysHoweverOldItIs() {
        assertThat(
                        reasons(
                                WEEK,
                                whole(1, UNPROVEN),
                                whole(20, RESTORED),
                                whole(30, PROVEN, RESTORED),
                                whole(40, PROVEN)))
                .containsExactly(
                        "newest", "older than 7 days", "newest proven", "older than 7 days");
    }

    @Test
    void theLastStayHoweverOldTheyAre() {
        assertThat(
                        reasons(
                                new Retention(1, 3, 0, 0, 0, 0),
                                whole(1),
                                whole(8),
                                whole(9),
                                whole(10)))
                .containsExactly(
                        "newest", "one of the last 3", "one of the last 3", "older than 1 day");
    }

    @Test
    void theNewestOfEachDayStays() {
        assertThat(
                        reasons(
                                new Retention(1, 0, 3, 0, 0, 0),
                                whole(0.1),
                                whole(1.1), // the 9th, at 09:36
                                whole(1.2),
                                whole(5),
                                whole(6)))
                .containsExactly(
                        "newest",
                        "newest of day 2024-02-09",
                        "older than 1 day",
                        "newest of day 2024-02-05",
                        "older than 1 day");
    }

    @ParameterizedTest
    @CsvSource({
        // the last day of 2024 is in the first week of 2025
        "2024-12-31T23:59:59Z, day 2024-12-31, week 2025-W01, month 2024-12, year 2024",
        "2023-01-01T00:00:00Z, day 2023-01-01, week 2022-W52, month 2023-01, year 2023",
        "2024-02-29T12:00:00Z, day 2024-02-29, week 2024-W09, month 2024-02, year 2024",
    })
    void periodsAreThoseOfTheCalendar(
            Instant instant, String day, String week, String month, String year) {
        assertThat(Arrays.stream(Period.values()).map(period -> period.of(instant)))
                .containsExactly(day, week, month, year);
    }

    @Test
    void weeksMonthsAndYearsAreKeptToo() {
        assertThat(
                        reasons(
                                new Retention(1, 0, 0, 2, 3, 3),
                                whole(0.1),
                                whole(6), // Sunday of week 5
                                whole(7),
                                whole(10), // the last of January
                                whole(50), // in December
                                whole(60),
                                whole(410), // in 2022
                                whole(420)))
                .containsExactly(
                        "newest",
                        "newest of week 2024-W05",
                        "older than 1 day",
                        "newest of month 2024-01",
                        "newest of month 2023-12",
                        "older than 1 day",
                        "newest of year 2022",
                        "older than 1 day");
    }

    @Test
    void nothingGoesWithoutARecentBackup() {
        assertThat(reasons(WEEK, whole(8), whole(9), whole(400)))
                .containsExactly(
                        "newest",
                        "older than 7 days, but there is no recent backup",
                        "older than 7 days, but there is no recent backup");
    }

    @Test
    void nothingGoesForWhatHasNoManifestOrIsNoBackup() {
        assertThat(
                        reasons(
                                WEEK,
                                Entries.withoutManifest(daysAgo(1)),
                                Entries.withoutDump(daysAgo(2)),
                                Entries.unfinished(daysAgo(3)),
                                whole(8),
                                whole(9)))
                .endsWith("newest", "older than 7 days, but there is no recent backup");
    }

    @Test
    void whatHasNoManifestGoesByItsName() {
        assertThat(
                        reasons(
                                new Retention(7, 5, 0, 0, 0, 0),
                                whole(1),
                                Entries.withoutManifest(daysAgo(2)),
                                Entries.withoutManifest(daysAgo(8)),
                                whole(9)))
                .containsExactly(
                        "newest",
                        "not older than 7 days",
                        "older than 7 days",
                        "one of the last 5");
    }

    @Test
    void whatHasNoManifestIsKeptForItsDayAndTakesNoPlace() {
        assertThat(
                        reasons(
                                new Retention(1, 0, 3, 0, 0, 0),
                                whole(0.1),
                                Entries.withoutManifest(daysAgo(2.1)),
                                Entries.withoutManifest(daysAgo(2.2)),
                                Entries.withoutManifest(daysAgo(3.1)),
                                whole(3.2),
                                whole(4.1),
                                Entries.withoutManifest(daysAgo(5.1)),
                                whole(5.2)))
                .containsExactly(
                        "newest",
                        "newest of day 2024-02-08",
                        "older than 1 day",
                        "older than 1 day",
                        "newest of day 2024-02-07",
                        "newest of day 2024-02-06",
                        "older than 1 day",
                        "older than 1 day");
    }

    @Test
    void whatHasNoDumpGoesByAgeAndCountsForNothing() {
        assertThat(
                        reasons(
                                new Retention(7, 2, 9, 9, 9, 9),
                                Entries.withoutDump(daysAgo(0.5)),
                                whole(1),
                                Entries.withoutDump(daysAgo(8)),
                                whole(50)))
                .containsExactly(
                        "not older than 7 days",
                        "newest",
                        "older than 7 days",
                        "one of the last 2");
    }

    @Test
    void whatADrillDisprovedCountsForNothing() {
        assertThat(
                        reasons(
                                new Retention(7, 2, 0, 0, 0, 0),
                                whole(1, PROVEN, DISPROVEN),
                                whole(2, DISPROVEN, UNPROVEN),
                                whole(3, DISPROVEN, RESTORED),
                                whole(8, PROVEN, DISPROVEN),
                                whole(9),
                                whole(10, PROVEN, UNPROVEN)))
                .containsExactly(
                        "newest, though disproven",
                        "not older than 7 days",
                        "newest",
                        "older than 7 days",
                        "one of the last 2",
                        "newest proven");
    }

    @Test
    void nothingGoesIfAllThatIsRecentIsDisproven() {
        assertThat(reasons(WEEK, whole(1, DISPROVEN), whole(8), whole(9)))
                .containsExactly(
                        "newest, though disproven",
                        "newest",
                        "older than 7 days, but there is no recent backup");
    }

    @Test
    void whatIsUnfinishedIsLeftToTheBackup() {
        assertThat(
                        reasons(
                                WEEK,
                                whole(1),
                                Entries.unfinished(daysAgo(2)),
                                Entries.unfinished(daysAgo(100))))
                .containsExactly(
                        "newest",
                        "unfinished: the next backup clears it away",
                        "unfinished: the next backup clears it away");
    }

    @Test
    void reportsOfABackupThatIsGoneGoByAge() {
        assertThat(reasons(WEEK, whole(1), Entries.debris(daysAgo(2)), Entries.debris(daysAgo(8))))
                .containsExactly(
                        "newest",
                        "not older than 7 days",
                        "drill reports of a backup that is gone");
        assertThat(reasons(WEEK, Entries.debris(daysAgo(8))))
                .containsExactly("older than 7 days, but there is no recent backup");
    }

    @Test
    void whatBelongsToAnotherDatabaseStaysAndCountsForNothing() {
        assertThat(
                        reasons(
                                new Retention(7, 2, 0, 0, 0, 0),
                                foreign(whole(0.5)),
                                whole(1),
                                foreign(whole(2, PROVEN)),
                                whole(8),
                                whole(9, PROVEN),
                                foreign(whole(10)),
                                whole(11)))
                .containsExactly(
                        "belongs to another database: other",
                        "newest",
                        "belongs to another database: other",
                        "one of the last 2",
                        "newest proven",
                        "belongs to another database: other",
                        "older than 7 days");
    }

    @Test
    void aRecentBackupOfAnotherDatabaseIsNoReasonThatOursGo() {
        assertThat(reasons(WEEK, foreign(whole(0.5)), whole(8), whole(9)))
                .endsWith("newest", "older than 7 days, but there is no recent backup");
    }

    @Test
    void whatCannotBeReadStaysAndCountsForNothing() {
        CatalogEntry unreadable = whole(0.5);
        claims.put(unreadable.name(), new Claim.Unreadable("why"));

        assertThat(reasons(WEEK, unreadable, whole(1), whole(8)))
                .containsExactly("its manifest cannot be read", "newest", "older than 7 days");
    }

    @Test
    void whatIsNamedInTheFutureStaysAndCountsForNothing() {
        assertThat(
                        reasons(
                                new Retention(7, 1, 1, 0, 0, 0),
                                whole(-400, PROVEN),
                                whole(-1),
                                whole(1),
                                whole(8),
                                whole(9, PROVEN)))
                .containsExactly(
                        "named in the future: a clock is wrong",
                        "named in the future: a clock is wrong",
                        "newest",
                        "older than 7 days",
                        "newest proven");
    }

    @Test
    void clocksMayDifferByMinutes() {
        assertThat(reasons(WEEK, whole(-0.003), whole(8)))
                .containsExactly("newest", "older than 7 days");
    }

    /// Our clock runs a year ahead, and a backup was taken by it; the store's clock does not.
    @Test
    void aClockThatRunsAheadDeletesNothing() {
        CatalogEntry misnamed = whole(0);
        StoredObject dump = misnamed.dump().orElseThrow();
        CatalogEntry told =
                new CatalogEntry(
                        misnamed.name(),
                        Optional.of(
                                new StoredObject(
                                        dump.key(), dump.size(), NOW.minus(Duration.ofDays(365)))),
                        misnamed.globals(),
                        misnamed.manifest(),
                        misnamed.marker(),
                        misnamed.reports());

        assertThat(reasons(WEEK, told, whole(366), whole(367)))
                .containsExactly(
                        "named in the future: a clock is wrong",
                        "newest",
                        "older than 7 days, but there is no recent backup");
    }
}
