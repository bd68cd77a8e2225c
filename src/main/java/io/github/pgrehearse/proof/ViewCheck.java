package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import io.github.pgrehearse.proof.Relations.Relation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks a restored copy which of its materialized views are populated.
public final class ViewCheck {

    private static final String VIEWS =
            """
            SELECT oid, oid::regclass, relispopulated FROM pg_class AS c WHERE relkind = 'm'
                AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                    AND objid = c.oid AND deptype = 'e')
            """;

    private ViewCheck() {}

    /// In what they differ, a phrase each. A dump fills those that were populated, and no others.
    ///
    /// @param statements of the dump
    public static List<String> differences(PsqlSession session, List<Statement> statements)
            throws IOException {
        List<String> filled =
                statements.stream()
                        .filter(statement -> statement.kind().equals("REFRESH MATERIALIZED VIEW"))
                        .map(Statement::name)
                        .toList();
        Map<String, Relation> there = Relations.find(session, filled);
        Set<String> oids = new HashSet<>();
        there.values().forEach(view -> oids.add(view.oid()));
        List<String> differences = new ArrayList<>();
        filled.stream()
                .filter(name -> !there.containsKey(name))
                .forEach(name -> differences.add(name + ": the view is missing"));
        for (List<String> row : session.query(Sql.of(VIEWS))) {
            boolean populated = row.get(2).equals("t");
            if (populated != oids.remove(row.get(0))) {
                differences.add(
                        row.get(1)
                                + (populated
                                        ? ": is populated, but was not"
                                        : ": is not populated"));
            }
        }
        return differences;
    }
}
