package io.github.pgrehearse.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.LargeObjects;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.storage.MemoryStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnomaliesTest {

    private static final long MEGABYTE = 1 << 20;
    private static final BackupName NAME = new BackupName(Instant.parse("2024-02-07T14:30:22Z"));

    private static Manifest manifest(
            BackupName name, long megabytes, int seconds, Map<String, Long> tables) {
        Manifest full = Manifests.of(name, "app");
        List<TableRows> rows =
                tables.entrySet().stream()
                        .map(table ->
                                new TableRows(
                                        table.getKey(),
                                        List.of("a"),
                                        table.getValue(),
                                        Optional.of(Digest.NONE)))
                        .toList();
        Manifest.Dump dump = full.dump();
        DumpContents contents = full.contents();
        return new Manifest(
                name,
                full.database(),
                full.tools(),
                full.schedule(),
                new Manifest.Dump(
                        dump.key(),
                        dump.compression(),
                        megabytes * MEGABYTE,
                        dump.sha256(),
                        5 * megabytes * MEGABYTE,
                        dump.uncompressedSha256()),
                full.session(),
                full.extensions(),
                new DumpContents(
                        true,
                        "UTF8",
                        rows,
                        List.of(),
                        new LargeObjects(0, 0, contents.largeObjects().digest()),
                        List.of(),
                        new TreeSet<>(),
                        new TreeSet<>()),
                Duration.ofSeconds(seconds),
                List.of());
    }

    private static Manifest manifest(long megabytes, int seconds, long rows) {
        return manifest(NAME, megabytes, seconds, Map.of("public.a", rows));
    }

    private static List<Past> times(int count, Manifest manifest) {
        return Collections.nCopies(count, Past.of(manifest));
    }

    @Test
    void whatIsAsUsualIsNotTold() {
        assertThat(Anomalies.of(manifest(14, 80, 14_000), times(10, manifest(10, 60, 10_000)), 50))
                .isEmpty();
    }

    @Test
    void whatDepartsIsTold() {
        assertThat(Anomalies.of(manifest(4, 100, 30_000), times(3, manifest(10, 50, 10_000)), 50))
                .containsExactly(
                        "the stored size is 4.0M, the median of the last 3 is 10M (-60 %)",
                        "the size of the dump is 20M, the median of the last 3 is 50M (-60 %)",
                        "the number of rows is 30000, the median of the last 3 is 10000 (+200 %)",
                        "the duration is 100s, the median of the last 3 is 50s (+100 %)");
    }

    @ParameterizedTest
    @CsvSource({
        // percent, rows before, rows now, whether that is told
        "50, 10000, 15000, false",
        "50, 10000, 15001, true",
        "50, 10000, 5000, false",
        "50, 10000, 4999, true",
        "50, 10, 1009, false", // less than 1,000 rows are nothing
        "50, 0, 1000, true",
        "10, 10000, 11001, true",
        "200, 10000, 30001, true",
        "0, 10000, 0, false",
    })
    void thePercentAreOfTheMedian(int percent, long before, long now, boolean told) {
        assertThat(Anomalies.of(manifest(1, 1, now), times(5, manifest(1, 1, before)), percent))
                .hasSize(told ? 1 : 0);
    }

    @Test
    void littleThingsAreNotTold() {
        List<Past> before =
                times(5, manifest(NAME, 0, 1, Map.of("public.a", 10L, "public.queue", 99L)));

        assertThat(
                        Anomalies.of(
                                manifest(NAME, 0, 20, Map.of("public.a", 900L, "public.queue", 0L)),
                                before,
                                50))
                .isEmpty();
    }

    @Test
    void twoBackupsTellNothingOfWhatIsUsual() {
        assertThat(Anomalies.of(manifest(100, 900, 1), times(2, manifest(1, 1, 99)), 50)).isEmpty();
    }

    @Test
    void oneThatDepartedBeforeDoesNotMoveTheMedian() {
        List<Past> before = new ArrayList<>(times(5, manifest(10, 60, 10_000)));
        before.addFirst(Past.of(manifest(900, 6000, 900_000)));

        assertThat(Anomalies.of(manifest(10, 60, 10_000), before, 50)).isEmpty();
    }

    @Test
    void storedSizesAreComparedAsLongAsTheyAreCompressedAlike() {
        Past other = Past.of(manifest(10, 1, 1));
        Past zstd = new Past("zstd", 1, other.dumped(), other.rows(), other.took(), other.tables());

        assertThat(Anomalies.of(manifest(10, 1, 1), Collections.nCopies(9, zstd), 50)).isEmpty();
    }

    @Test
    void tablesThatAreGoneOrEmptyAreTold() {
        Map<String, Long> before =
                Map.of("public.a", 1L, "public.b", 5L, "public.c", 100L, "public.none", 0L);

        assertThat(
                        Anomalies.of(
                                manifest(NAME, 1, 1, Map.of("public.c", 0L, "public.new", 0L)),
                                times(1, manifest(NAME, 1, 1, before)),
                                50))
                .containsExactly(
                        "tables that had rows are gone: public.b (5 rows), public.a (1 rows)",
                        "tables have become empty: public.c (100 rows)");
    }

    @Test
    void aLongListOfTablesIsCut() {
        Map<String, Long> before = new TreeMap<>();
        for (int i = 0; i < 22; i++) {
            before.put("public.t%02d".formatted(i), 100L);
        }

        assertThat(
                        Anomalies.of(
                                manifest(NAME, 1, 1, Map.of("public.x", 2200L)),
                                times(1, manifest(NAME, 1, 1, before)),
                                50))
                .singleElement()
                .asString()
                .startsWith("tables that had rows are gone: public.t00 (100 rows), ")
                .endsWith("public.t09 (100 rows) and 12 more");
    }

    /// Ten backups of ours, as many of another database, and one that cannot be read.
    @Test
    void theLastTenOfTheSameDatabaseAreRead() throws IOException {
        MemoryStore store = new MemoryStore(Clock.systemUTC());
        Catalog catalog = new Catalog(store, "p");
        for (int i = 1; i <= 12; i++) {
            BackupName ours = new BackupName(NAME.began().minusSeconds(3600L * i));
            catalog.publish(manifest(ours, i <= 10 ? 10 : 999, 60, Map.of("public.a", 10_000L)));
            BackupName theirs = new BackupName(ours.began().plusSeconds(60));
            catalog.publish(Manifests.of(theirs, "other"));
            store.put(catalog.dumpKey(ours, ".sql"), new byte[1]);
            store.put(catalog.dumpKey(theirs, ".sql"), new byte[1]);
        }
        BackupName torn = new BackupName(NAME.began().minusSeconds(1));
        store.put(catalog.dumpKey(torn, ".sql"), new byte[1]);
        store.put(catalog.manifestKey(torn), new byte[1]);
        RecordingLog log = new RecordingLog();
        Manifest newest = manifest(4, 60, 10_000);

        List<String> departures = new History(catalog, 50, log).departures(newest);

        assertThat(departures)
                .containsExactly(
                        "the stored size is 4.0M, the median of the last 10 is 10M (-60 %)",
                        "the size of the dump is 20M, the median of the last 10 is 50M (-60 %)");
        assertThat(log.lines())
                .isEqualTo(
                        Stream.of(departures.getFirst(), departures.getLast())
                                .map(departure ->
                                        "WARNING Backup departs from those before it [%s: %s]. Find out whether that is meant."
                                                .formatted(NAME, departure))
                                .toList());
        assertThat(new History(catalog, 0, log).departures(newest)).isEmpty();
    }
}
