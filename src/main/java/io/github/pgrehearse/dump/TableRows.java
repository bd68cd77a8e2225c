package io.github.pgrehearse.dump;

import java.util.List;
import java.util.Optional;

/// The rows that a dump holds for one table.
///
/// A table is its name and its columns, both quoted as the dump quotes them; several COPY blocks
/// for one table add up. `digest` is the sum modulo 2^64 of the [Digest] of each row's line as it
/// stands in the dump; there is none where the rows came as INSERT statements.
public record TableRows(String name, List<String> columns, long rows, Optional<Digest> digest) {

    public TableRows {
        columns = List.copyOf(columns);
    }

    TableRows plus(TableRows other) {
        Optional<Digest> sum =
                digest.flatMap(mine -> other.digest.map(theirs -> mine.plus(theirs.value())));
        return new TableRows(name, columns, rows + other.rows, sum);
    }
}
