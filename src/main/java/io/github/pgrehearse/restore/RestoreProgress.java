package io.github.pgrehearse.restore;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.log.ByteSize;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// How far a restore has come, in one line.
final class RestoreProgress implements Supplier<String> {

    private final DumpScanner scanner;
    private final Optional<Manifest> manifest;
    private final long began = System.nanoTime();

    RestoreProgress(DumpScanner scanner, Optional<Manifest> manifest) {
        this.scanner = scanner;
        this.manifest = manifest;
    }

    @Override
    public String get() {
        long rows = scanner.rows();
        long bytes = scanner.bytes();
        if (manifest.isEmpty()) {
            return "Restoring %s: %d rows, %s".formatted(what(), rows, ByteSize.of(bytes));
        }
        long allRows = manifest.get().contents().rows();
        long allBytes = manifest.get().dump().uncompressedSize();
        if (bytes >= allBytes) {
            return "All %d rows are sent; the server makes indexes and constraints".formatted(rows);
        }
        return "Restoring %s: %d of %d rows, %s of %s%s"
                .formatted(
                        what(),
                        rows,
                        allRows,
                        ByteSize.of(bytes),
                        ByteSize.of(allBytes),
                        left(bytes, allBytes));
    }

    private String what() {
        return scanner.table().isEmpty() ? "the schema" : scanner.table();
    }

    private String left(long bytes, long allBytes) {
        if (bytes == 0) {
            return "";
        }
        double taken = System.nanoTime() - began;
        Duration left = Duration.ofNanos((long) (taken / bytes * (allBytes - bytes)));
        return ", about %dm%02ds left".formatted(left.toMinutes(), left.toSecondsPart());
    }
}
