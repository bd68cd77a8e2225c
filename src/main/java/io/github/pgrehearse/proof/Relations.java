package io.github.pgrehearse.proof;

import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a restored copy has under the names that a dump uses.
final class Relations {

    /// How many names to ask for at once.
    private static final int AT_ONCE = 500;

    private static final String QUERY =
            """
            SELECT n.i, c.oid, c.relkind,
                coalesce(e.extcondition[array_position(e.extconfig, c.oid)], '') <> ''
            FROM unnest(ARRAY[%s]) WITH ORDINALITY AS n (name, i)
            JOIN pg_class AS c ON c.oid = to_regclass(n.name)
            LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.objsubid = 0 AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
            LEFT JOIN pg_extension AS e ON e.oid = d.refobjid
            """;

    private Relations() {}

    /// One of them.
    ///
    /// @param kind as in `pg_class.relkind`
    /// @param conditional whether it is an extension's, of whose rows only those belong to a dump
    ///   that meet a condition
    record Relation(String oid, String kind, boolean conditional) {

        boolean isPartitioned() {
            return kind.equals("p");
        }
    }

    /// Finds those that are there, by name.
    ///
    /// @param names quoted as in SQL
    static Map<String, Relation> find(PsqlSession session, Collection<String> names)
            throws IOException {
        List<String> all = List.copyOf(names);
        Map<String, Relation> found = new LinkedHashMap<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            for (List<String> row : session.query(Sql.of(QUERY, Sql.literals(some)))) {
                found.put(
                        some.get(Integer.parseInt(row.get(0)) - 1),
                        new Relation(row.get(1), row.get(2), row.get(3).equals("t")));
            }
        }
        return found;
    }
}
