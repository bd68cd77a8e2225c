package io.github.pgrehearse.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReports;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.storage.FaultyStore;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a pruner does to a store, whichever it is.
abstract class PrunerContract {

    static final Instant NOW = Instant.parse("2024-02-10T12:00:00Z");
    static final Owner OURS = owner("app");

    private static final Retention WEEK = new Retention(7, 1, 0, 0, 0, 0);
    private static final String PREFIX = "backups";

    private final RecordingLog log = new RecordingLog();
    private WatchedStore store = new WatchedStore(new MemoryStore(Clock.systemUTC()));
    private Catalog catalog = new Catalog(store, PREFIX);
    private Pruner pruner = pruner(store);

    /// An empty one, with the machine's clock.
    abstract ObjectStore newStore() throws IOException;

    @BeforeEach
    void begin() throws IOException {
        store = new WatchedStore(newStore());
        catalog = new Catalog(store, PREFIX);
        pruner = pruner(store);
    }

    private Pruner pruner(ObjectStore through) {
        return new Pruner(
                new Catalog(through, PREFIX), WEEK, Clock.fixed(NOW, ZoneOffset.UTC), log);
    }

    private static Owner owner(String database) {
        return new Owner(
                Manifests.of(new BackupName(NOW), database).database().systemIdentifier(),
                database);
    }

    private static BackupName name(int daysAgo) {
        return new BackupName(NOW.minus(Duration.ofDays(daysAgo)));
    }

    private void put(String name, String content) throws IOException {
        store.put(new ObjectKey(PREFIX + "/" + name), content.getBytes(StandardCharsets.UTF_8));
    }

    /// A whole backup of the database.
    private void take(int daysAgo, String database) throws IOException {
        BackupName name = name(daysAgo);
        put(name + ".sql.gz", "x");
        catalog.storeGlobals(
                name, (owner(database).line() + "\n").getBytes(StandardCharsets.UTF_8));
        catalog.publish(Manifests.of(name, database, 1));
    }

    private void takeEach(String database, int... daysAgo) throws IOException {
        for (int days : daysAgo) {
            take(days, database);
        }
    }

    private List<String> left() throws IOException {
        return catalog.list().stream()
                .filter(CatalogEntry::isBackup)
                .map(backup -> backup.name().toString())
                .toList();
    }

    private static List<String> names(int... daysAgo) {
        return Arrays.stream(daysAgo).mapToObj(days -> name(days).toString()).toList();
    }

    private Set<String> objects() throws IOException {
        return store.list(PREFIX).stream()
                .map(object -> object.key().value().replaceFirst(".*/", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void deletesWhatIsOldAndSaysSo() throws IOException {
        takeEach("app", 0, 6, 8, 9);
        put(name(9) + ".drill_20240203_000000.restored.json", "{}");
        put("notes.txt", "somebody's");

        Pruner.Result result = pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 6));
        assertThat(objects()).hasSize(7).contains("notes.txt");
        assertThat(result.deleted()).isEqualTo(2);
        assertThat(result.kept()).isEqualTo(2);
        assertThat(log.lines())
                .containsExactly(
                        "INFO Deleted %s: older than 7 days".formatted(name(9)),
                        "INFO Deleted %s: older than 7 days".formatted(name(8)),
                        "INFO Deleted 2 old backups");
    }

    @Test
    void theSecondTimeThereIsNothingToDelete() throws IOException {
        takeEach("app", 0, 8);

        assertThat(pruner.run(OURS).deleted()).isEqualTo(1);
        assertThat(pruner.run(OURS).deleted()).isZero();
        assertThat(log.lines())
                .endsWith("INFO Deleted 1 old backup", "INFO No old backups to delete");
    }

    @Test
    void anEmptyStoreIsNoError() throws IOException {
        assertThat(pruner.run(OURS)).isEqualTo(new Pruner.Result(List.of(), 0, 0, 0));
        assertThat(log.lines()).containsExactly("INFO No old backups to delete");
    }

    @Test
    void planningChangesNothing() throws IOException {
        takeEach("app", 0, 8);
        Set<String> before = objects();

        assertThat(pruner.plan(OURS).going()).hasSize(1);
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void withoutARecentBackupNothingGoes() throws IOException {
        takeEach("app", 8, 9, 10);

        assertThat(pruner.run(OURS).deleted()).isZero();
        assertThat(log.lines())
                .containsExactly(
                        "WARNING No recent backup, so no old one is deleted [%s: none of the last 7 days; 2 are older]. Find out why backups have stopped."
                                .formatted(catalog),
                        "INFO No old backups to delete");
    }

    @Test
    void whatBelongsToAnotherDatabaseStaysAndIsToldOnce() throws IOException {
        takeEach("other", 0, 2, 8, 11);
        takeEach("app", 1, 9, 10);

        pruner.run(OURS);
        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 1, 2, 8, 11));
        assertThat(log.lines())
                .filteredOn(line -> line.startsWith("WARNING"))
                .singleElement()
                .asString()
                .startsWith("WARNING Two databases share a prefix [" + catalog)
                .contains("of other of cluster");
    }

    @Test
    void aRecentBackupOfAnotherDatabaseDoesNotCount() throws IOException {
        takeEach("other", 0, 1, 2);
        takeEach("app", 8, 9);

        assertThat(pruner.run(OURS).deleted()).isZero();
    }

    @Test
    void theOwnersLineOfTheGlobalsSpeaksForAManifestThatWasLost() throws IOException {
        takeEach("app", 0, 8);
        take(9, "other");
        store.delete(catalog.manifestKey(name(8)));
        store.delete(catalog.manifestKey(name(9)));

        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 9));
    }

    @Test
    void onlyWhatMattersIsReadAndOnce() throws IOException {
        takeEach("app", 0, 1, 2, 3, 8);
        take(9, "other");

        pruner.run(OURS);
        assertThat(store.opened())
                .containsExactlyInAnyOrder(
                        name(0) + ".manifest.json",
                        name(8) + ".globals.sql",
                        name(9) + ".globals.sql");

        pruner.run(OURS);
        assertThat(store.opened()).isEmpty();
    }

    @Test
    void globalsThatManyBackupsShareAreReadOnceWhereTheStoreTells() throws IOException {
        takeEach("app", 0, 8, 9, 10, 11);
        takeEach("other", 12, 13, 14);
        boolean tells = store.head(catalog.globalsKey(name(8))).orElseThrow().etag().isPresent();

        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 12, 13, 14));
        assertThat(store.opened())
                .filteredOn(object -> object.endsWith(".globals.sql"))
                .hasSize(tells ? 2 : 7);
    }

    @Test
    void aStoreIsNotBelievedThatCallsDifferentThingsTheSame() throws IOException {
        takeEach("app", 0, 8, 9);
        takeEach("other", 10, 11);
        store.callEverything("d41d8cd98f00b204e9800998ecf8427e");

        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 10, 11));
    }

    @Test
    void theManifestSpeaksForGlobalsThatCannotBeReadOrNameNobody() throws IOException {
        takeEach("app", 0, 8, 9);
        takeEach("other", 10, 11);
        store.hide(key -> key.equals(catalog.globalsKey(name(8))));
        for (int days : new int[] {9, 10}) {
            store.delete(catalog.globalsKey(name(days)));
            put(name(days) + ".globals.sql", "-- roles\n");
        }
        store.hide(key -> key.equals(catalog.globalsKey(name(11))));

        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 10, 11));
    }

    @Test
    void whatCannotBeReadStaysAndIsTold() throws IOException {
        takeEach("app", 0, 1, 8, 9, 10);
        store.delete(catalog.manifestKey(name(8)));
        put(name(8) + ".manifest.json", "{\"format\": 2}");
        store.delete(catalog.manifestKey(name(9)));
        put(name(9) + ".manifest.json", "{\"for");
        store.delete(catalog.globalsKey(name(8)));
        store.delete(catalog.globalsKey(name(9)));
        store.hide(key -> key.equals(catalog.manifestKey(name(0))));

        assertThat(pruner.run(OURS).deleted()).isEqualTo(1);

        assertThat(left()).isEqualTo(names(0, 1, 8, 9));
        assertThat(log.lines())
                .filteredOn(line -> line.startsWith("WARNING"))
                .singleElement()
                .asString()
                .startsWith(
                        "WARNING Backups are kept because nobody can tell whose they are [3, the newest "
                                + name(0))
                .contains("Access Denied");
    }

    @Test
    void whatTheStoreRefusesToDeleteStaysAndTheOthersGo() throws IOException {
        takeEach("app", 0, 8, 9, 10);
        store.lock(key -> !key.value().contains(name(9).toString()));

        Pruner.Result result = pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 8, 10));
        assertThat(result.deleted()).isEqualTo(1);
        assertThat(result.refused()).isEqualTo(2);
        assertThat(result.kept()).isEqualTo(3);
        assertThat(log.lines())
                .filteredOn(line -> line.startsWith("WARNING"))
                .singleElement()
                .asString()
                .startsWith(
                        "WARNING Old backups cannot be deleted [2, the first: Failed to delete from S3 [");
    }

    @Test
    void theRunAfterAnInterruptionGoesOn() throws IOException {
        takeEach("app", 0, 8, 9, 10);
        AtomicInteger deletions = new AtomicInteger();
        store.beforeDeletion(_ -> {
            if (deletions.incrementAndGet() == 9) {
                Thread.currentThread().interrupt();
            }
        });

        try {
            assertThatThrownBy(() -> pruner.run(OURS)).isInstanceOf(IOException.class);
        } finally {
            Thread.interrupted();
        }

        assertThat(left()).doesNotContain(name(10).toString()).contains(name(8).toString());
        pruner.run(OURS);
        assertThat(left()).isEqualTo(names(0));
    }

    /// Whichever call of the store is the one that fails.
    @Test
    void whereverItBreaksOffNothingLooksWholeThatIsNotAndTheNextRunGoesOn() throws IOException {
        boolean failed = true;
        for (int failing = 1; failed; failing++) {
            begin();
            takeEach("app", 0, 1, 8, 9);
            Failure lost =
                    new Failure.Store(Failure.Store.Kind.TRANSIENT, "Lost [it]", "Wait.", null);
            FaultyStore faulty = new FaultyStore(store, failing, lost);
            Pruner hapless = pruner(faulty);
            try {
                hapless.run(OURS);
            } catch (Failure.Store e) {
                assertThat(e).isSameAs(lost);
            }
            failed = faulty.failed();

            assertThat(left()).containsAll(names(0, 1));
            for (CatalogEntry backup : catalog.list()) {
                if (backup.state() != CatalogEntry.State.UNFINISHED) {
                    assertThat(backup.state()).isEqualTo(CatalogEntry.State.WHOLE);
                    catalog.manifest(backup.name());
                }
            }
            pruner.run(OURS);
            assertThat(left()).isEqualTo(names(0, 1));
            // what was half gone bears its mark, for the next backup to remove
            assertThat(catalog.list()).hasSize(2 + catalog.marked(OURS).size());
        }
    }

    @Test
    void aStoreThatIsGoneIsAFailure() throws IOException {
        takeEach("app", 0, 8);
        Failure lost = new Failure.Store(Failure.Store.Kind.TRANSIENT, "Lost [it]", "Wait.", null);

        assertThatThrownBy(() -> pruner(new FaultyStore(store, 1, lost)).run(OURS)).isSameAs(lost);
    }

    @Test
    void reportsOfABackupThatIsGoneAreDeletedAlone() throws IOException {
        take(0, "app");
        put(name(8) + ".drill_20240203_000000.proven.json", "{}");
        put(name(2) + ".drill_20240209_000000.proven.json", "{}");

        pruner.run(OURS);

        assertThat(objects()).hasSize(4).contains(name(2) + ".drill_20240209_000000.proven.json");
    }

    @Test
    void theNewestManifestThatCanBeReadNamesTheOwner() throws IOException {
        take(0, "other");
        take(1, "app");
        store.delete(catalog.manifestKey(name(0)));
        put(name(0) + ".manifest.json", "[]");

        assertThat(pruner.newestOwner()).contains(OURS);
    }

    /// What whoever may write to the store can leave there with no knowledge of any backup.
    @Test
    void garbageWithACopiedManifestAndReportIsNoReasonToDelete() throws IOException {
        takeEach("app", 8, 9, 10);
        put(name(1) + ".sql.gz", "garbage");
        put(name(1) + ".manifest.json", manifestOf(8));
        put(name(1) + ".drill_20240210_000000.proven.json", "{}");

        assertThat(pruner.run(OURS).deleted()).isZero();

        assertThat(left()).isEqualTo(names(1, 8, 9, 10));
        assertThat(log.lines())
                .filteredOn(
                        line -> line.startsWith("WARNING Backups are kept and count for nothing"))
                .singleElement()
                .asString()
                .contains(name(1) + "; its manifest is that of " + name(8));
    }

    @Test
    void aDumpOfAnotherSizeThanItsManifestSaysIsNoReasonToDelete() throws IOException {
        takeEach("app", 8, 9, 10);
        put(name(1) + ".sql.gz", "garbage");
        catalog.publish(Manifests.of(name(1), "app", 8));

        assertThat(pruner.run(OURS).deleted()).isZero();

        assertThat(log.lines())
                .anyMatch(line -> line.contains("its dump has 7 bytes, its manifest says 8"));
    }

    @Test
    void whatAReportSaysCountsAndNotWhatItIsCalled() throws IOException {
        takeEach("app", 0, 1, 8, 9);
        report(name(8), Verdict.PROVEN);
        put(name(1) + ".drill_20240210_000000.proven.json", "{}");
        put(
                name(0) + ".drill_20240210_000000.proven.json",
                content(name(8) + ".drill_20240210_000000.proven.json"));

        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 1, 8));
        assertThat(log.lines())
                .anyMatch(line -> line.startsWith("WARNING Drill reports count for nothing"));
        store.opened();
        pruner.run(OURS);
        assertThat(store.opened()).isEmpty();
    }

    /// The report names the size and digest of what was rehearsed.
    @Test
    void aReportAboutAnotherDumpProvesNothing() throws IOException {
        takeEach("app", 0, 8, 9);
        report(name(8), Verdict.PROVEN);
        put(
                name(0) + ".drill_20240210_000000.proven.json",
                content(name(8) + ".drill_20240210_000000.proven.json")
                        .replace(name(8).toString(), name(0).toString())
                        .replace("0123456789abcdef", "0123456789abcdee"));

        pruner.run(OURS);

        assertThat(left()).isEqualTo(names(0, 8));
    }

    @Test
    void anEmptyReportDoesNotDisproveABackup() throws IOException {
        takeEach("app", 0, 8);
        put(name(0) + ".drill_20240210_000000.disproven.json", "{}");

        assertThat(pruner.run(OURS).deleted()).isEqualTo(1);
    }

    @Test
    void anEmptyReportDoesNotRehabilitateABackup() throws IOException {
        takeEach("app", 0, 8);
        report(name(0), Verdict.DISPROVEN);
        put(name(0) + ".drill_20240210_010000.restored.json", "{}");

        assertThat(pruner.run(OURS).deleted()).isZero();
    }

    private String manifestOf(int daysAgo) throws IOException {
        return content(name(daysAgo) + ".manifest.json");
    }

    private String content(String object) throws IOException {
        try (InputStream in = store.open(new ObjectKey(PREFIX + "/" + object))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void report(BackupName backup, Verdict verdict) throws IOException {
        catalog.storeReport(
                DrillReports.of(
                        backup,
                        Instant.parse("2024-02-10T00:00:00Z"),
                        new DrillReport.Dump(1, "0123456789abcdef".repeat(4)),
                        List.of(
                                verdict == Verdict.DISPROVEN
                                        ? DrillReports.FAILED
                                        : DrillReports.HELD)));
    }
}
