package io.github.pgrehearse.backup;

import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.log.ByteSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Says how far a dump has come: current table, rows, bytes, rate.
final class DumpProgress {

    private final DumpScanner scanner;
    private final Clock clock;
    private final Instant began;

    DumpProgress(DumpScanner scanner, Clock clock) {
        this.scanner = scanner;
        this.clock = clock;
        this.began = clock.instant();
    }

    String line() {
        long milliseconds = Math.max(1, Duration.between(began, clock.instant()).toMillis());
        return "Dumping %s: %d rows, %s, %s/s"
                .formatted(
                        scanner.table().isEmpty() ? "the schema" : scanner.table(),
                        scanner.rows(),
                        ByteSize.of(scanner.bytes()),
                        ByteSize.of(scanner.bytes() * 1000 / milliseconds));
    }
}
