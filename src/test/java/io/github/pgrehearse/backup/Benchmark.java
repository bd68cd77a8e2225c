package io.github.pgrehearse.backup;

import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Times backups of a 1 GB database beside what users do by hand: see `scripts/benchmark`.
final class Benchmark {

    private static final String BARE = "pg_dump > /dev/null";

    private final EphemeralServer server;
    private final Path work;
    private final PrintStream out;
    private final Map<String, List<Run>> runs = new LinkedHashMap<>();

    /// What one command took; the memory is the peak resident set of its largest process.
    private record Run(double seconds, long kibibytes) {}

    private Benchmark(EphemeralServer server, Path work, PrintStream out) {
        this.server = server;
        this.work = work;
        this.out = out;
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
        ServerPrograms programs = new PgTools(List.of(), path).newestServer();
        Path work = Files.createTempDirectory(temporary, "pgrehearse-benchmark-");
        try (EphemeralServer server =
                EphemeralServer.start(programs, temporary, EphemeralServer.Options.defaults())) {
            Benchmark benchmark = new Benchmark(server, work, System.out);
            benchmark.fill();
            for (int round = 1; round <= rounds; round++) {
                System.out.printf("round %d of %d%n", round, rounds);
                benchmark.round();
            }
            benchmark.report();
        } finally {
            remove(work);
        }
    }

    private void fill() throws IOException, InterruptedException {
        out.println("making a database of 1 GB ...");
        server.createDatabase("gigabyte", "SELECT 'empty so far'");
        Path script = Path.of("target/test-classes/databases/onegigabyte.sql").toAbsolutePath();
        String psql = server.programs().bin().resolve("psql").toString();
        run("psql", shell(psql + " --no-psqlrc --quiet --file=" + script));
    }

    private void round() throws IOException, InterruptedException {
        String dump = server.programs().bin().resolve("pg_dump").toString();
        time(BARE, shell(dump + " > /dev/null"));
        time("pg_dump | gzip -6 > file", shell(dump + " | gzip -6 > dump.gz"));
        time("pg_dump | zstd -3 > file", shell(dump + " | zstd -3 -q > dump.zst"));
        for (String compression : List.of("gzip", "zstd", "none")) {
            ourselves(compression);
        }
    }

    private ProcessBuilder shell(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "rm -f dump.*; " + command);
        builder.environment().put("PGHOST", server.host());
        builder.environment().put("PGPORT", Integer.toString(server.port()));
        builder.environment().put("PGUSER", server.user());
        builder.environment().put("PGPASSWORD", server.password().reveal());
        builder.environment().put("PGDATABASE", "gigabyte");
        return builder;
    }

    private void ourselves(String compression) throws IOException, InterruptedException {
        Path root = Path.of("").toAbsolutePath();
        ProcessBuilder builder =
                new ProcessBuilder(root.resolve("pgrehearse").toString(), "backup");
        builder.environment().put("DATABASE_URL", server.connectionUri("gigabyte").reveal());
        builder.environment().put("S3_ENDPOINT", "file://" + work.resolve("store"));
        builder.environment().put("COMPRESSION", compression);
        builder.environment().put("PGREHEARSE_APP", root.resolve("target").toString());
        time("pgrehearse backup, COMPRESSION=" + compression, builder);
    }

    private void time(String name, ProcessBuilder builder)
            throws IOException, InterruptedException {
        runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(run(name, builder));
        remove(work.resolve("store"));
    }

    private Run run(String name, ProcessBuilder builder) throws IOException, InterruptedException {
        builder.directory(work.toFile());
        builder.redirectErrorStream(true).redirectOutput(work.resolve("log").toFile());
        long began = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakMemory(process.toHandle()));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException(name + " failed: " + Files.readString(work.resolve("log")));
        }
        return new Run(seconds, peak);
    }

    /// Of the process and its children, the one that has used most; Linux only.
    private static long peakMemory(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(one -> peakMemory(one.pid()))
                .max()
                .orElse(0);
    }

    private static long peakMemory(long pid) {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // it has just ended
        }
    }

    private void report() {
        List<Run> bare = runs.getOrDefault(BARE, List.of());
        out.printf("%n| command | wall, s | x pg_dump | peak memory, MB |%n|---|---:|---:|---:|%n");
        runs.forEach((name, list) -> {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < list.size(); round++) {
                ratios.add(list.get(round).seconds() / bare.get(round).seconds());
            }
            out.printf(
                    Locale.ROOT,
                    "| `%s` | %.1f | %.2f | %d |%n",
                    name,
                    median(list.stream().map(Run::seconds).toList()),
                    median(ratios),
                    list.stream().mapToLong(Run::kibibytes).max().orElse(0) / 1024);
        });
    }

    private static double median(List<Double> figures) {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    private static void remove(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
