package io.github.pgrehearse.drill.control;

/// Damage to rows. Each query answers with a table and a statement that damages a random row of it,
/// and answers itself whether it did.
///
/// The names that these statements give to what they find begin with `damaged`, since columns of
/// the table stand beside them.
final class RowDamage {

    /// A row by chance, of which the statement's other parts know the place. `%1$s` is the table,
    /// for the server's `format`.
    private static final String CHANCE =
            """
            damaged AS (
                SELECT tableoid AS damaged_oid, ctid AS damaged_ctid FROM %1$s
                OFFSET floor(random() * (SELECT count(*) FROM %1$s))::bigint LIMIT 1)\
            """;

    private static final String GONE_FROM =
            """
            SELECT name, format($statement$
                WITH %s, damaged_done AS (
                    DELETE FROM %%1$s AS d USING damaged
                    WHERE d.tableoid = damaged_oid AND d.ctid = damaged_ctid RETURNING 1)
                SELECT count(*) = 1 FROM damaged_done
                $statement$, source)
            FROM filled
            """
                    .formatted(CHANCE);

    static final String GONE = GONE_FROM + "WHERE NOT partition";

    static final String GONE_FROM_PARTITION = GONE_FROM + "WHERE partition";

    /// Only where nothing has to be unique.
    static final String DOUBLED =
            """
            SELECT name, format($statement$
                WITH %s, damaged_done AS (
                    INSERT INTO %%2$s (%%3$s) OVERRIDING SYSTEM VALUE
                    SELECT %%4$s FROM %%1$s AS d
                    JOIN damaged ON d.tableoid = damaged_oid AND d.ctid = damaged_ctid RETURNING 1)
                SELECT count(*) = 1 FROM damaged_done
                $statement$, source, name, string_agg(attribute, ', '), string_agg('d.' || attribute, ', '))
            FROM filled JOIN attributes ON attrelid = oid
            WHERE NOT EXISTS (SELECT FROM pg_index WHERE indrelid = oid AND (indisunique OR indisexclusion))
            GROUP BY name, source
            """
                    .formatted(CHANCE);

    /// The change is as small as the type allows.
    static final String CHANGED =
            """
            SELECT name || '.' || attribute, format($statement$
                WITH damaged AS (
                    SELECT tableoid AS damaged_oid, ctid AS damaged_ctid FROM %1$s WHERE %2$s IS NOT NULL
                    OFFSET floor(random() * (SELECT count(*) FROM %1$s WHERE %2$s IS NOT NULL))::bigint LIMIT 1),
                damaged_done AS (
                    UPDATE %1$s AS d SET %2$s = %3$s FROM damaged
                    WHERE d.tableoid = damaged_oid AND d.ctid = damaged_ctid
                        AND (%3$s)::text IS DISTINCT FROM (d.%2$s)::text RETURNING 1)
                SELECT count(*) = 1 FROM damaged_done
                $statement$, source, attribute, format(change, 'd.' || attribute))
            FROM filled JOIN attributes ON attrelid = oid
            JOIN (VALUES
                ('smallint'::regtype, '%1$s + 1::smallint'), ('integer', '%1$s + 1'), ('bigint', '%1$s + 1'),
                ('numeric', '%1$s + 1'), ('real', '%1$s * 2 + 1'), ('double precision', '%1$s * 2 + 1'),
                ('boolean', 'NOT %1$s'), ('date', '%1$s + 1'),
                ('timestamp', '%1$s + interval ''1 second'''), ('timestamptz', '%1$s + interval ''1 second'''),
                ('interval', '%1$s + interval ''1 second'''), ('money', '%1$s + ''1''::money'),
                ('text', '%1$s || ''.'''), ('character varying', '%1$s || ''.'''),
                ('bytea', 'set_byte(%1$s, 0, get_byte(%1$s, 0) # 1)'),
                ('jsonb', 'jsonb_build_array(%1$s)'), ('uuid', 'md5(%1$s::text)::uuid')
            ) AS changes (type, change) USING (type)
            WHERE compared
            """;

    /// The two rows differ elsewhere too: else they would only have changed places.
    static final String SWAPPED =
            """
            SELECT name || '.' || a.attribute, format($statement$
                WITH damaged_a AS (
                    SELECT tableoid AS damaged_oid, ctid AS damaged_ctid, %2$s AS damaged_value, (%3$s)::text AS damaged_other
                    FROM %1$s OFFSET floor(random() * (SELECT count(*) FROM %1$s))::bigint LIMIT 1),
                damaged_b AS (
                    SELECT d.tableoid AS damaged_oid, d.ctid AS damaged_ctid, d.%2$s AS damaged_value
                    FROM %1$s AS d, damaged_a
                    WHERE (d.%2$s)::text IS DISTINCT FROM damaged_value::text
                        AND (d.%3$s)::text IS DISTINCT FROM damaged_other LIMIT 1),
                damaged AS (
                    SELECT a.damaged_oid, a.damaged_ctid, b.damaged_value FROM damaged_a AS a, damaged_b AS b
                    UNION ALL
                    SELECT b.damaged_oid, b.damaged_ctid, a.damaged_value FROM damaged_a AS a, damaged_b AS b),
                damaged_done AS (
                    UPDATE %1$s AS d SET %2$s = damaged_value FROM damaged
                    WHERE d.tableoid = damaged_oid AND d.ctid = damaged_ctid RETURNING 1)
                SELECT count(*) = 2 FROM damaged_done
                $statement$, source, a.attribute, b.attribute)
            FROM filled JOIN attributes AS a ON a.attrelid = oid
            CROSS JOIN LATERAL (
                SELECT attribute FROM attributes AS other
                WHERE other.attrelid = oid AND other.attnum <> a.attnum ORDER BY attnum LIMIT 1) AS b
            WHERE compared AND NOT EXISTS (
                SELECT FROM pg_index WHERE indrelid = oid AND indisunique AND a.attnum = ANY (indkey))
            """;

    private RowDamage() {}
}
