package io.github.pgrehearse.drill.control;

import java.util.List;
import java.util.stream.Collectors;

/// Where a damaged copy can take its damage.
///
/// @param filled tables that have rows in the dump, quoted as in SQL
/// @param compared those of them whose rows can be compared, and not only be counted
public record Places(List<String> filled, List<String> compared) {

    /// How many to try: the server refuses some.
    private static final int TRIED = 100;

    /// What the queries of [Damage] know: what is the user's own, and of no extension. `source` is
    /// what stands behind `FROM` for a table's rows.
    private static final String KNOWN =
            """
            WITH schemas AS (
                SELECT oid, nspname, nspowner, nspacl FROM pg_namespace
                WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND NOT EXISTS (
                    SELECT FROM pg_depend
                    WHERE classid = 'pg_namespace'::regclass AND objid = oid AND deptype = 'e')),
            relations AS (
                SELECT c.oid, relkind, relowner, relacl, relispartition AS partition,
                    format('%I.%I', nspname, relname) AS name
                FROM pg_class AS c JOIN schemas ON schemas.oid = relnamespace
                WHERE relpersistence <> 't' AND NOT EXISTS (
                    SELECT FROM pg_depend
                    WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')),
            filled AS (
                SELECT r.oid, r.name, partition OR relkind = 'p' AS partition,
                    CASE relkind WHEN 'p' THEN r.name ELSE 'ONLY ' || r.name END AS source,
                    t.name = ANY (:compared) AS compared
                FROM unnest(:filled) AS t (name) JOIN relations AS r ON r.oid = to_regclass(t.name)),
            attributes AS (
                SELECT attrelid, attnum, atthasdef, attidentity, quote_ident(attname) AS attribute,
                    coalesce(nullif(typbasetype, 0), atttypid)::regtype AS type
                FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
                WHERE attnum > 0 AND NOT attisdropped AND attgenerated = '')
            """;

    /// A query for objects, and statements that do the damage to them; by chance, but the same for
    /// the same seed.
    String query(Damage damage) {
        return KNOWN.replace(":compared", array(compared)).replace(":filled", array(filled))
                + """
                SELECT object, statement FROM (
                    SELECT object, statement FROM (%s) AS places (object, statement) ORDER BY 1, 2
                ) AS ordered ORDER BY random() LIMIT %d
                """
                        .formatted(damage.places(), TRIED);
    }

    private static String array(List<String> names) {
        return names.stream()
                .map(name -> "'" + name.replace("'", "''") + "'")
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }
}
