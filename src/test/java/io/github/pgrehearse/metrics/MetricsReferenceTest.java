package io.github.pgrehearse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.SettableClock;
import io.github.pgrehearse.event.Events;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The table of `docs/metrics.md` is made of a scrape, and so lists all metrics and no others.
final class MetricsReferenceTest {

    private static final Path FILE = Path.of("docs/metrics.md");
    private static final String BEGIN = "<!-- made of a scrape, see MetricsReferenceTest -->\n";
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    @Test
    void theTableIsThatOfAScrape() throws IOException {
        String text = Files.readString(FILE);
        String expected = text.substring(0, text.indexOf(BEGIN)) + BEGIN + table(scrape());
        if (System.getProperty("golden.update") != null) {
            Files.writeString(FILE, expected);
        }
        assertThat(FILE).as("rewritten by -Dgolden.update").content().isEqualTo(expected);
    }

    private static String scrape() {
        Metrics metrics = new Metrics("1.2.3", new SettableClock(Events.AT), new Traffic());
        Events.all().forEach(metrics::hear);
        metrics.hear(Events.backupFailed());
        return metrics.scrape(Optional.empty()).text();
    }

    private static String table(String scrape) {
        StringBuilder table =
                new StringBuilder("\n| metric | type | labels | what |\n|---|---|---|---|\n");
        SortedMap<String, String> types = new TreeMap<>();
        Map<String, String> helps = new TreeMap<>();
        Map<String, SortedMap<String, SortedSet<String>>> labels = new TreeMap<>();
        for (String line : scrape.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                helps.put(words[2], words[3]);
            } else if (line.startsWith("# TYPE ")) {
                types.put(words[2], words[3]);
            } else {
                collect(line, labels);
            }
        }
        types.forEach((name, type) ->
                table.append(
                        "| `%s` | %s | %s | %s |\n"
                                .formatted(
                                        name,
                                        type,
                                        describe(labels.getOrDefault(name, new TreeMap<>())),
                                        helps.get(name))));
        return table.toString();
    }

    private static void collect(
            String sample, Map<String, SortedMap<String, SortedSet<String>>> labels) {
        String name = sample.replaceAll("[{ ].*", "");
        Matcher label = LABEL.matcher(sample);
        while (label.find()) {
            labels.computeIfAbsent(name, _ -> new TreeMap<>())
                    .computeIfAbsent(label.group(1), _ -> new TreeSet<>())
                    .add(label.group(2));
        }
    }

    /// The values where they are a fixed set of words.
    private static String describe(SortedMap<String, SortedSet<String>> labels) {
        List<String> described = new ArrayList<>();
        labels.forEach((label, values) ->
                described.add(
                        List.of("outcome", "verdict", "work").contains(label) && values.size() > 1
                                ? "`%s`: %s".formatted(label, String.join(", ", values))
                                : "`%s`".formatted(label)));
        return String.join("; ", described);
    }
}
