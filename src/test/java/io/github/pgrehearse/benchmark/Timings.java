package io.github.pgrehearse.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// What each command took in each round.
final class Timings {

    private final Map<String, List<Run>> runs = new LinkedHashMap<>();

    /// Something to time.
    interface Command {
        Memory run() throws IOException, InterruptedException;
    }

    private record Run(double seconds, Memory memory) {}

    void time(String name, Command command) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Memory memory = command.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Run(seconds, memory));
    }

    /// The medians, and the ratios to one command in the same round, in Markdown.
    String table(String bare) {
        StringBuilder table = new StringBuilder();
        table.append(
                "%n| command | wall, s | x `%s` | peak memory, MB | of its largest process, MB |%n"
                        .formatted(cell(bare)));
        table.append("|---|---:|---:|---:|---:|%n".formatted());
        List<Run> base = runs.getOrDefault(bare, List.of());
        runs.forEach((name, list) -> table.append(line(name, list, base)));
        return table.toString();
    }

    private static String line(String name, List<Run> runs, List<Run> base) {
        List<Double> ratios =
                IntStream.range(0, runs.size())
                        .mapToObj(round -> runs.get(round).seconds() / base.get(round).seconds())
                        .toList();
        Memory peak = runs.stream().map(Run::memory).reduce(new Memory(0, 0), Memory::or);
        return String.format(
                Locale.ROOT,
                "| `%s` | %.1f | %.2f | %d | %d |%n",
                cell(name),
                median(runs.stream().map(Run::seconds).toList()),
                median(ratios),
                peak.own() / 1024,
                peak.largest() / 1024);
    }

    /// A pipe would end the cell.
    private static String cell(String command) {
        return command.replace("|", "\\|");
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int size = sorted.size();
        return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    }
}
