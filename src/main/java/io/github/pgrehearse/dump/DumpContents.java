package io.github.pgrehearse.dump;

import java.nio.charset.Charset;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a dump holds, as [DumpScanner] read it.
///
/// @param complete whether the dump ended as `pg_dump` ends one: with its closing comment, outside
///   of any statement and of any COPY block
/// @param encoding the client encoding it is written in, by PostgreSQL's name
/// @param tables rows, in the order of the dump
/// @param sequences values, in the order of the dump
/// @param statements everything but rows, sequence values and large objects' contents, in the order
///   of the dump
/// @param roles the roles it refers to, quoted as in the dump
/// @param metaCommands psql's meta-commands outside of COPY blocks, each kind once, without their
///   arguments
public record DumpContents(
        boolean complete,
        String encoding,
        List<TableRows> tables,
        List<SequenceValue> sequences,
        LargeObjects largeObjects,
        List<Statement> statements,
        SortedSet<String> roles,
        SortedSet<String> metaCommands) {

    public DumpContents {
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        statements = List.copyOf(statements);
        roles = new TreeSet<>(roles);
        metaCommands = new TreeSet<>(metaCommands);
    }

    /// How names in the dump, as they are told here, go back into its bytes.
    public Charset charset() {
        return DumpEncoding.charset(encoding);
    }

    /// The rows of all tables.
    public long rows() {
        return tables.stream().mapToLong(TableRows::rows).sum();
    }

    /// Whether every row has been digested, so that a restored copy can be compared row by row.
    public boolean digested() {
        return tables.stream().allMatch(table -> table.digest().isPresent());
    }
}
