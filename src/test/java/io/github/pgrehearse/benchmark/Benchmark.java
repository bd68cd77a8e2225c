package io.github.pgrehearse.benchmark;

import io.github.pgrehearse.postgres.program.PgTools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Times pgrehearse on a 1 GB database beside what users do by hand: see `scripts/benchmark`.
final class Benchmark {

    private Benchmark() {}

    /// What is timed: each command once a round.
    interface Contest {

        /// What the others are compared with.
        String bare();

        void round(Timings timings) throws IOException, InterruptedException;
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[1]);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
        PgTools tools = new PgTools(List.of(), path);
        Directory work =
                new Directory(Files.createTempDirectory(temporary, "pgrehearse-benchmark-"));
        try {
            System.out.println("making a database of 1 GB ...");
            try (Gigabyte database = Gigabyte.make(tools, temporary, work)) {
                Contest contest =
                        switch (arguments[0]) {
                            case "backup" -> new BackupContest(database, work);
                            case "drill" -> DrillContest.prepare(database, tools, temporary, work);
                            default -> throw new IllegalArgumentException(arguments[0]);
                        };
                Timings timings = new Timings();
                for (int round = 1; round <= rounds; round++) {
                    System.out.printf("round %d of %d%n", round, rounds);
                    contest.round(timings);
                }
                System.out.print(timings.table(contest.bare()));
            }
        } finally {
            work.remove("");
        }
    }
}
