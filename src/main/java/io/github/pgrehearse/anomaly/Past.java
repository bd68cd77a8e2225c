package io.github.pgrehearse.anomaly;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.TableRows;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// What a later backup is compared with of an earlier one; a whole manifest may be large.
///
/// @param compression which `stored` depends on
/// @param stored size of the dump as stored, `dumped` decompressed, in bytes
/// @param tables rows by name, of those that had any; none where they are not compared
record Past(
        String compression,
        long stored,
        long dumped,
        long rows,
        Duration took,
        Map<String, Long> tables) {

    Past {
        tables = Map.copyOf(tables);
    }

    static Past of(Manifest manifest) {
        return new Past(
                manifest.dump().compression(),
                manifest.dump().size(),
                manifest.dump().uncompressedSize(),
                manifest.contents().rows(),
                manifest.took(),
                rowsByTable(manifest));
    }

    Past withoutTables() {
        return new Past(compression, stored, dumped, rows, took, Map.of());
    }

    /// A table stands in a manifest once for each list of columns.
    private static Map<String, Long> rowsByTable(Manifest manifest) {
        return manifest.tables().stream()
                .filter(table -> table.rows() > 0)
                .collect(Collectors.toMap(TableRows::name, TableRows::rows, Long::sum));
    }
}
