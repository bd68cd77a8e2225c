package io.github.pgrehearse.anomaly;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.log.ByteSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// In what a backup departs from those before it. A departure is no failure: data may have been
/// deleted on purpose. But it may also not have been.
final class Anomalies {

    /// Fewer say nothing of what is usual.
    private static final int FEWEST = 3;

    /// A difference of less is none, however many percent it makes.
    private static final long BYTES = 1 << 20;

    private static final long ROWS = 1_000;
    private static final long MILLISECONDS = 30_000;

    /// A table of fewer rows may be a queue, which is empty now and then.
    private static final long EMPTIED = 100;

    private static final int TABLES_TOLD = 10;

    private Anomalies() {}

    /// A phrase for each departure.
    ///
    /// @param before the last ones, newest first; tables are compared with those of the first
    /// @param percent by which a number may depart from their median; 0 to look for nothing
    static List<String> of(Manifest now, List<Past> before, int percent) {
        if (percent == 0 || before.isEmpty()) {
            return List.of();
        }
        Past past = Past.of(now);
        List<Past> alike =
                before.stream()
                        .filter(earlier -> earlier.compression().equals(past.compression()))
                        .toList();
        List<String> departures = new ArrayList<>();
        new Quantity("the stored size", Past::stored, BYTES, ByteSize::of)
                .compare(past, alike, percent, departures);
        new Quantity("the size of the dump", Past::dumped, BYTES, ByteSize::of)
                .compare(past, before, percent, departures);
        new Quantity("the number of rows", Past::rows, ROWS, Long::toString)
                .compare(past, before, percent, departures);
        new Quantity(
                        "the duration",
                        earlier -> earlier.took().toMillis(),
                        MILLISECONDS,
                        milliseconds -> milliseconds / 1000 + "s")
                .compare(past, before, percent, departures);
        compareTables(now, before.getFirst().tables(), departures);
        return departures;
    }

    /// One number that every backup has.
    ///
    /// @param floor how far from the median it has to be to depart at all
    private record Quantity(
            String name, ToLongFunction<Past> value, long floor, LongFunction<String> text) {

        void compare(Past now, List<Past> before, int percent, List<String> departures) {
            if (before.size() < FEWEST) {
                return;
            }
            long actual = value.applyAsLong(now);
            long usual = median(before.stream().mapToLong(value).sorted().toArray());
            double difference = Math.abs((double) actual - usual);
            if (difference >= floor && difference > usual * (percent / 100.0)) {
                departures.add(
                        "%s is %s, the median of the last %d is %s%s"
                                .formatted(
                                        name,
                                        text.apply(actual),
                                        before.size(),
                                        text.apply(usual),
                                        usual == 0
                                                ? ""
                                                : String.format(
                                                        Locale.ROOT,
                                                        " (%+.0f %%)",
                                                        100.0 * (actual - usual) / usual)));
            }
        }
    }

    private static long median(long[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
    }

    /// Where rows came as `INSERT`, a table without rows does not appear in a manifest.
    private static void compareTables(
            Manifest now, Map<String, Long> before, List<String> departures) {
        Set<String> there = now.tables().stream().map(TableRows::name).collect(Collectors.toSet());
        Set<String> filled =
                now.tables().stream()
                        .filter(table -> table.rows() > 0)
                        .map(TableRows::name)
                        .collect(Collectors.toSet());
        String gone = now.contents().digested() ? "gone" : "gone or empty";
        tell("tables that had rows are " + gone, before, name -> !there.contains(name), departures);
        tell(
                "tables have become empty",
                before,
                name ->
                        there.contains(name)
                                && !filled.contains(name)
                                && before.getOrDefault(name, 0L) >= EMPTIED,
                departures);
    }

    /// The largest first, since they matter most.
    private static void tell(
            String what,
            Map<String, Long> before,
            Predicate<String> departs,
            List<String> departures) {
        List<Map.Entry<String, Long>> tables =
                before.entrySet().stream()
                        .filter(table -> departs.test(table.getKey()))
                        .sorted(
                                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .toList();
        if (tables.isEmpty()) {
            return;
        }
        String names =
                tables.stream()
                        .limit(TABLES_TOLD)
                        .map(table -> "%s (%d rows)".formatted(table.getKey(), table.getValue()))
                        .collect(Collectors.joining(", "));
        int more = tables.size() - TABLES_TOLD;
        departures.add(
                "%s: %s%s".formatted(what, names, more > 0 ? " and %d more".formatted(more) : ""));
    }
}
