package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.CopyRows;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlError;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
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
                coalesce(e.extcondition[array_position(e.extconfig, c.oid)], '') <> ''
            FROM pg_class AS c
            JOIN pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.objsubid = 0 AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
            LEFT JOIN pg_extension AS e ON e.oid = d.refobjid
            WHERE c.relkind = 'r' AND c.relpersistence <> 't'
                AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                AND (e.oid IS NULL OR c.oid = ANY (e.extconfig))
            """;

    /// Makes a view of the rows of an extension's table that a dump has, by its OID.
    private static final String VIEW_OF_CONDITION =
            """
            DO $view$ BEGIN
                EXECUTE (
                    SELECT format('CREATE TEMPORARY VIEW pgrehearse_rows_%%s AS SELECT * FROM ONLY %%s %%s',
                        c.oid, c.oid::regclass, e.extcondition[array_position(e.extconfig, c.oid)])
                    FROM pg_class AS c
                    JOIN pg_extension AS e ON c.oid = ANY (e.extconfig)
                    WHERE c.oid = %s);
            END $view$
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

    /// Where rows come from.
    ///
    /// @param rows what stands behind `FROM`
    /// @param view makes the view that `rows` names, in the session that reads it
    private record Source(Sql rows, Optional<Sql> view) {

        /// The rows of a table that a dump has. The condition of an extension is a clause of SQL
        /// that is kept in the restored database, and may say anything: only the server gets to see
        /// it, in a view that it makes itself.
        static Source of(String name, String oid, boolean conditional) throws Failure.Corrupt {
            return conditional
                    ? new Source(
                            Sql.of("pg_temp.pgrehearse_rows_%s", Sql.oid(oid)),
                            Optional.of(Sql.of(VIEW_OF_CONDITION, Sql.oid(oid))))
                    : new Source(Sql.of("ONLY %s", Sql.name(name)), Optional.empty());
        }

        void prepare(PsqlSession session) throws IOException {
            if (view.isPresent()) {
                session.run(view.get());
            }
        }
    }

    /// One table to read, and what must come out.
    ///
    /// @param source what stands behind `FROM` in a query for its rows
    /// @param table its name and columns; without a digest, only its rows are counted
    private record Reading(Source source, boolean plain, TableRows table) {

        Sql statement() throws Failure.Corrupt {
            Sql columns = Sql.columns(table.columns());
            if (!plain) {
                return Sql.of("COPY (SELECT %s FROM %s) TO STDOUT", columns, source.rows());
            }
            Sql name = Sql.name(table.name());
            return table.columns().isEmpty()
                    ? Sql.of("COPY %s TO STDOUT", name)
                    : Sql.of("COPY %s (%s) TO STDOUT", name, columns);
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

    private Reading single(List<TableRows> table, Relation relation) throws Failure.Corrupt {
        Source source = Source.of(table.getFirst().name(), relation.oid(), relation.conditional());
        return new Reading(source, !relation.conditional(), wanted(table));
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
        Sql query =
                Sql.of(
                        "SELECT relid::oid FROM pg_partition_tree(%s) WHERE isleaf",
                        Sql.oid(root.oid()));
        for (List<String> row : session.query(query)) {
            if (!owned.contains(row.getFirst())) {
                leaves.add(row.getFirst());
            }
        }
        covered.addAll(leaves);
        List<Sql> oids = new ArrayList<>();
        for (String leaf : leaves) {
            oids.add(Sql.oid(leaf));
        }
        Sql source =
                Sql.of(
                        "%s WHERE tableoid = ANY ('{%s}')",
                        Sql.name(table.getFirst().name()), Sql.join(",", oids));
        return new Reading(new Source(source, Optional.empty()), false, wanted(table));
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
        reading.source().prepare(session);
        if (expected.digest().isEmpty()) {
            Sql query = Sql.of("SELECT count(*) FROM %s", reading.source().rows());
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
        Map<String, Source> sources = new HashMap<>();
        for (List<String> row : session.query(Sql.of(TABLES))) {
            if (!covered.contains(row.get(0))) {
                sources.put(row.get(1), Source.of(row.get(1), row.get(0), row.get(2).equals("t")));
            }
        }
        for (Map.Entry<String, Source> table : sources.entrySet()) {
            table.getValue().prepare(session);
            Sql query = Sql.of("SELECT EXISTS (SELECT FROM %s)", table.getValue().rows());
            if (session.query(query).getFirst().getFirst().equals("t")) {
                strangers.add(table.getKey() + ": has rows, but none in the dump");
            }
        }
        return strangers;
    }
}
