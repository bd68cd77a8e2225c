package io.github.pgrehearse.drill.control;

/// Damage to tables and what belongs to them. Each query answers with an object and a statement
/// that damages it. What something else depends on the server refuses to drop: then another one is
/// tried.
final class SchemaDamage {

    static final String TABLE_GONE =
            "SELECT name, format('DROP TABLE %s', name) FROM relations WHERE relkind IN ('r', 'p')";

    static final String TABLE_EXTRA =
            """
            SELECT format('%I.pgrehearse_stranger', nspname),
                format('CREATE TABLE %I.pgrehearse_stranger (a integer)', nspname)
            FROM schemas
            """;

    /// Those of constraints, and of partitions, belong to something else.
    static final String INDEX_DROPPED =
            """
            SELECT name, format('DROP INDEX %s', name) FROM relations
            WHERE relkind IN ('i', 'I') AND NOT partition
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = oid)
            """;

    static final String CONSTRAINT_DROPPED =
            """
            SELECT format('%I on %s', conname, name), format('ALTER TABLE %s DROP CONSTRAINT %I', name, conname)
            FROM pg_constraint AS con JOIN relations AS c ON c.oid = con.conrelid
            WHERE relkind IN ('r', 'p') AND coninhcount = 0 AND conparentid = 0
                AND contype IN ('c', 'f', 'u', 'x', 'p')
            """;

    static final String DEFAULT_CHANGED =
            """
            SELECT name || '.' || attribute, format('ALTER TABLE ONLY %s ALTER %s DROP DEFAULT', name, attribute)
            FROM attributes JOIN relations ON attrelid = oid
            WHERE relkind IN ('r', 'p') AND atthasdef AND attidentity = ''
            """;

    private SchemaDamage() {}
}
