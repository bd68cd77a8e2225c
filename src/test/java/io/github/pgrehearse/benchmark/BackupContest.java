package io.github.pgrehearse.benchmark;

import java.io.IOException;
import java.util.List;

/// Backups, beside `pg_dump` and what users pipe it into.
record BackupContest(Gigabyte database, Directory work) implements Benchmark.Contest {

    @Override
    public String bare() {
        return "pg_dump > /dev/null";
    }

    @Override
    public void round(Timings timings) throws IOException, InterruptedException {
        byHand(timings, "> /dev/null");
        byHand(timings, "| gzip -6 > file");
        byHand(timings, "| zstd -3 > file");
        for (String compression : List.of("gzip", "zstd", "none")) {
            ProcessBuilder backup = database.pgrehearse("backup", work);
            backup.environment().put("COMPRESSION", compression);
            timings.time("pgrehearse backup, COMPRESSION=" + compression, () -> work.run(backup));
            work.remove("store");
        }
    }

    private void byHand(Timings timings, String onward) throws IOException, InterruptedException {
        ProcessBuilder dump = database.shell(database.program("pg_dump") + " " + onward);
        timings.time("pg_dump " + onward, () -> work.run(dump));
        work.remove("file");
    }
}
