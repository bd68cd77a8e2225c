package io.github.pgrehearse.drill;

import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import io.github.pgrehearse.proof.Sessions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Asks what every restored copy is asked: how many tables there are, and whether indexes and
/// constraints can be relied on.
///
/// The copy is held against a database made of the dump's statements alone: a constraint that was
/// never validated, or an index that was never valid, is so in both, and no fault of the backup.
final class BuiltInCheck {

    private static final String TABLES =
            """
            SELECT c.oid::regclass FROM pg_class AS c
            WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
                AND c.relnamespace::regnamespace::text !~ '^(pg_catalog|pg_toast|information_schema)$'
            """;

    private static final String INDEXES =
            """
            SELECT indexrelid::regclass FROM pg_index
            WHERE NOT (indisvalid AND indisready AND indislive)
            """;

    private static final String CONSTRAINTS =
            """
            SELECT quote_ident(conname) || ' of ' || CASE conrelid WHEN 0 THEN contypid::regtype::text
                ELSE conrelid::regclass::text END
            FROM pg_constraint WHERE NOT convalidated
            """;

    private final Findings findings;

    BuiltInCheck(Findings findings) {
        this.findings = findings;
    }

    /// Asks both databases, and compares.
    void ask(Sessions whole, Sessions bare) throws IOException {
        try (PsqlSession copy = whole.open();
                PsqlSession pattern = bare.open()) {
            Set<String> tables = names(copy, Sql.of(TABLES));
            Set<String> expected = names(pattern, Sql.of(TABLES));
            List<String> differences = new ArrayList<>();
            without(expected, tables).forEach(name -> differences.add(name + ": is missing"));
            without(tables, expected).forEach(name -> differences.add(name + ": is one too many"));
            findings.checkCopy("tables", "%d are there".formatted(tables.size()), differences);
            findings.checkCopy(
                    "indexes",
                    "all are valid that were",
                    more(copy, pattern, Sql.of(INDEXES), ": the index is not valid"));
            findings.checkCopy(
                    "constraints",
                    "all are validated that were",
                    more(copy, pattern, Sql.of(CONSTRAINTS), ": the constraint is not validated"));
        }
    }

    private static List<String> more(PsqlSession copy, PsqlSession pattern, Sql query, String fault)
            throws IOException {
        return without(names(copy, query), names(pattern, query)).stream()
                .map(name -> name + fault)
                .toList();
    }

    private static Set<String> names(PsqlSession session, Sql query) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (List<String> row : session.query(query)) {
            names.add(row.getFirst());
        }
        return names;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
