package io.github.pgrehearse.monitoring;

import io.github.pgrehearse.SettableClock;
import io.github.pgrehearse.event.Events;
import io.github.pgrehearse.metrics.Metrics;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.jr.ob.JSON;

/// What lies in `deploy/monitoring`, and what a service tells that it can build on.
final class Monitoring {

    static final Path FOLDER = Path.of("deploy/monitoring");

    private static final Pattern METRIC = Pattern.compile("\\b(?:pgrehearse|process)_\\w+");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^[a-z_]+");

    private Monitoring() {}

    static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The names of our metrics that a text in Prometheus's language speaks of.
    static SortedSet<String> metricsIn(String text) {
        return names(METRIC, text);
    }

    /// The names of all samples in a scrape of a service to which everything has happened.
    static SortedSet<String> scraped() {
        Metrics metrics = new Metrics("1.2.3", new SettableClock(Events.AT), new Traffic());
        Events.all().forEach(metrics::hear);
        metrics.hear(Events.backupFailed());
        return names(SAMPLE, metrics.scrape(Optional.empty()).text());
    }

    private static SortedSet<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Map<String, Object> dashboard() {
        return JSON.std.mapFrom(text("grafana-dashboard.json"));
    }

    /// Panels of the dashboard, rows too.
    static List<Map<?, ?>> panels() {
        return maps(dashboard().get("panels"));
    }

    static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        for (Map<?, ?> panel : panels()) {
            for (Map<?, ?> target : maps(panel.get("targets"))) {
                expressions.add((String) target.get("expr"));
            }
        }
        return expressions;
    }

    static List<Map<?, ?>> maps(Object list) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (list instanceof List<?> all) {
            all.forEach(each -> maps.add((Map<?, ?>) each));
        }
        return maps;
    }
}
