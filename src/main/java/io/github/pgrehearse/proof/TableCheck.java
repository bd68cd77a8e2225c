package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.CopyRows;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.postgres.program.PsqlError;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.proof.Relations.Relation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/// Reads the rows of every table of a restored copy and compares them with what the dump must hold.
///
/// Rows are read by COPY, with the columns in the dump's order, and go through the very code that
/// digested the dump. No row is ever held in memory.
public final class TableCheck {

    /// How many tables are read at a time: one for each of two processors, and the server's.
    private static final int AT_A_TIME = 2;

    private static final String TABLES =
            """
            SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                   coalesce(e.extcondition[array_position(e.extconfig, c.oid)], '')
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.objsubid = 0 AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
            LEFT JOIN pg_extension AS e ON e.oid = d.refobjid
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
                AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND (e.oid IS NULL OR c.oid = ANY (e.extconfig))
            """;

    private final Sessions sessions;
    private final boolean digests;
    private final boolean alone;
    private final List<String> countedOnly = new ArrayList<>();

    /// @param digests whether to compare rows, or else only how many there are
    public TableCheck(Sessions sessions, boolean digests) {
        this(sessions, digests, true);
    }

    /// @param alone whether other tables with rows are a difference
    public TableCheck(Sessions sessions, boolean digests, boolean alone) {
        this.sessions = sessions;
        this.digests = digests;
        this.alone = alone;
    }

    /// One table to read, and what must come out.
    ///
    /// @param source what stands behind `FROM` in a query for its rows
    /// @param table its name and columns; without a digest, only its rows are counted
    private record Reading(String source, boolean plain, TableRows table) {

        String statement() {
            if (table.digest().isEmpty()) {
                return "COPY (SELECT count(*) FROM %s) TO STDOUT".formatted(source);
            }
            String columns = String.join(", ", table.columns());
            if (plain) {
                String list = columns.isEmpty() ? "" : " (%s)".formatted(columns);
                return "COPY %s%s TO STDOUT".formatted(table.name(), list);
            }
            return "COPY (SELECT %s FROM %s) TO STDOUT".formatted(columns, source);
        }
    }

    /// In what they differ, a phrase each.
    public List<String> differences(List<TableRows> expected) throws IOException {
        List<String> differences = new ArrayList<>();
        try (PsqlSession first = sessions.open()) {
            Map<String, Relation> there =
                    Relations.find(
                            first, expected.stream().map(TableRows::name).distinct().toList());
            Set<String> owned =
                    there.values().stream().map(Relation::oid).collect(Collectors.toSet());
            Set<String> covered = new HashSet<>(owned);
            List<Reading> readings = new ArrayList<>();
            for (List<TableRows> table : byName(expected)) {
                String name = table.getFirst().name();
                Optional<Relation> relation = Optional.ofNullable(there.get(name));
                if (relation.isEmpty()) {
                    differences.add(name + ": the table is missing");
                } else if (relation.get().isPartitioned()) {
                    readings.add(tree(first, table, relation.get(), owned, covered));
                } else {
                    readings.add(single(table, relation.get()));
                }
            }
            differences.addAll(readAll(first, readings));
            if (alone) {
                differences.addAll(strangers(first, covered));
            }
        }
        return differences;
    }

    /// The tables of which only the number of rows was compared, though more was wanted.
    public List<String> countedOnly() {
        return List.copyOf(countedOnly);
    }

    private static Collection<List<TableRows>> byName(List<TableRows> tables) {
        return tables.stream()
                .collect(
                        Collectors.groupingBy(
                                TableRows::name, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    private Reading single(List<TableRows> table, Relation relation) {
        String source =
                "ONLY %s %s".formatted(table.getFirst().name(), relation.condition()).strip();
        return new Reading(source, relation.condition().isEmpty(), wanted(table));
    }

    /// Rows that were loaded through the root of a tree of partitions may lie in other partitions
    /// than before, but in none whose own rows the dump has: those are read by themselves.
    private Reading tree(
            PsqlSession session,
            List<TableRows> table,
            Relation root,
            Set<String> owned,
            Set<String> covered)
            throws IOException {
        List<String> leaves = new ArrayList<>();
        String query =
                "SELECT relid::oid FROM pg_partition_tree(%s) WHERE isleaf".formatted(root.oid());
        for (List<String> row : session.query(query)) {
            if (!owned.contains(row.getFirst())) {
                leaves.add(row.getFirst());
            }
        }
        covered.addAll(leaves);
        String source =
                "%s WHERE tableoid = ANY ('{%s}')"
                        .formatted(table.getFirst().name(), String.join(",", leaves));
        return new Reading(source, false, wanted(table));
    }

    /// What the blocks of one table come to. Where their columns stand in different orders, which
    /// rows were of which block is not known any more.
    private TableRows wanted(List<TableRows> blocks) {
        TableRows first = blocks.getFirst();
        long rows = blocks.stream().mapToLong(TableRows::rows).sum();
        boolean comparable = blocks.size() == 1 && first.digest().isPresent();
        if (digests && !comparable) {
            countedOnly.add(first.name());
        }
        return new TableRows(
                first.name(),
                first.columns(),
                rows,
                digests && comparable ? first.digest() : Optional.empty());
    }

    /// Largest first, so that the last to end is a small one.
    private List<String> readAll(PsqlSession first, List<Reading> readings) throws IOException {
        try (PsqlSession second = sessions.open()) {
            BlockingQueue<PsqlSession> free =
                    new ArrayBlockingQueue<>(AT_A_TIME, false, List.of(first, second));
            return readings.stream()
                    .sorted(
                            Comparator.comparingLong((Reading each) -> each.table().rows())
                                    .reversed())
                    .gather(Gatherers.mapConcurrent(AT_A_TIME, reading -> readByOne(free, reading)))
                    .flatMap(Optional::stream)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Optional<String> readByOne(BlockingQueue<PsqlSession> free, Reading reading) {
        try {
            PsqlSession session = free.take();
            try {
                return read(session, reading);
            } finally {
                free.add(session);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        }
    }

    private static Optional<String> read(PsqlSession session, Reading reading) throws IOException {
        TableRows expected = reading.table();
        if (expected.digest().isEmpty()) {
            String query = "SELECT count(*) FROM " + reading.source();
            long count = Long.parseLong(session.query(query).getFirst().getFirst());
            return differs(expected, count, count != expected.rows());
        }
        CopyRows rows = new CopyRows();
        Optional<PsqlError> error = session.run(reading.statement(), rows::scan);
        if (error.isPresent()) {
            return Optional.of("%s: %s".formatted(expected.name(), error.get()));
        }
        boolean same =
                rows.rows() == expected.rows()
                        && Optional.of(rows.digest()).equals(expected.digest());
        return differs(expected, rows.rows(), !same);
    }

    private static Optional<String> differs(TableRows expected, long found, boolean differ) {
        return differ ? Optional.of(DumpDifferences.ofRows(expected, found)) : Optional.empty();
    }

    /// Tables with rows of which the dump knows nothing.
    private static List<String> strangers(PsqlSession session, Set<String> covered)
            throws IOException {
        List<String> strangers = new ArrayList<>();
        Map<String, String> sources = new HashMap<>();
        for (List<String> row : session.query(TABLES)) {
            if (!covered.contains(row.get(0))) {
                sources.put(row.get(1), "ONLY %s %s".formatted(row.get(1), row.get(2)).strip());
            }
        }
        for (Map.Entry<String, String> table : sources.entrySet()) {
            String query = "SELECT EXISTS (SELECT FROM %s)".formatted(table.getValue());
            if (session.query(query).getFirst().getFirst().equals("t")) {
                strangers.add(table.getKey() + ": has rows, but none in the dump");
            }
        }
        return strangers;
    }
}
