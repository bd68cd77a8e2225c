package io.github.pgrehearse.backup;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.Progress;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.MeteredOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;

/// The way of a dump from `pg_dump` through the scanner and the compression to the store, in one
/// pass and a bounded number of bytes.
final class DumpPipe {

    /// As much as a pipe holds on Linux.
    private static final int PIECE = 1 << 16;

    private final BackupPlan plan;
    private final Clock clock;
    private final Console console;
    private final System.Logger log;

    /// What went through: its contents, and its measure before and behind the compression.
    record Result(DumpContents contents, Measure dumped, Measure stored) {}

    DumpPipe(BackupPlan plan, Clock clock, Console console, System.Logger log) {
        this.plan = plan;
        this.clock = clock;
        this.console = console;
        this.log = log;
    }

    /// Writes all of `dump` into `object`, and does not commit it.
    ///
    /// @throws Failure.Database if the dump is not whole
    Result pour(InputStream dump, ObjectWriter object) throws IOException {
        DumpScanner scanner = new DumpScanner();
        MeteredOutputStream stored = new MeteredOutputStream(object);
        Measure dumped;
        try (OutputStream compressed =
                        plan.compression().compress(stored, plan.level(), plan.threads());
                Progress _ = Progress.begin(console, log, new DumpProgress(scanner, clock)::line)) {
            MeteredOutputStream plain = new MeteredOutputStream(compressed);
            byte[] piece = new byte[PIECE];
            for (int count = dump.read(piece); count >= 0; count = dump.read(piece)) {
                scanner.scan(piece, 0, count);
                plain.write(piece, 0, count);
            }
            dumped = plain.measure();
        }
        return new Result(requireWhole(scanner, dumped), dumped, stored.measure());
    }

    private static DumpContents requireWhole(DumpScanner scanner, Measure dumped)
            throws Failure.Database {
        if (dumped.bytes() == 0) {
            throw new Failure.Database(
                    "Backup file is empty or does not exist [pg_dump wrote nothing]",
                    "Run pg_dump by hand and see what it writes; nothing was stored.");
        }
        DumpContents contents = scanner.contents();
        if (!contents.complete()) {
            throw new Failure.Database(
                    "pg_dump failed [exit status 0, but after %d bytes its output ends without the closing comment]"
                            .formatted(dumped.bytes()),
                    "Run pg_dump by hand and see how its output ends; nothing was stored.");
        }
        return contents;
    }
}
