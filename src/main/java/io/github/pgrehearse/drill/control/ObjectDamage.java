package io.github.pgrehearse.drill.control;

/// Damage to what is neither a table nor in one. Each query answers with an object and a statement
/// that damages it; one that answers itself says whether it did.
final class ObjectDamage {

    /// By one, to whichever side it can go.
    static final String SEQUENCE_MOVED =
            """
            SELECT name, format(
                'SELECT setval(%L, CASE WHEN last_value < %s THEN last_value + 1 ELSE last_value - 1 END, is_called) <> last_value FROM %s',
                name, seqmax, name)
            FROM relations JOIN pg_sequence ON seqrelid = oid WHERE seqmax > seqmin
            """;

    /// One bit of it.
    static final String LARGE_OBJECT_CHANGED =
            """
            SELECT m.oid::text, format($statement$
                WITH damaged AS MATERIALIZED (
                    SELECT floor(random() * sum(length(data)))::int AS at FROM pg_largeobject WHERE loid = %1$s),
                byte AS MATERIALIZED (SELECT at, lo_get(%1$s, at, 1) AS was FROM damaged)
                SELECT lo_put(%1$s, at, set_byte(was, 0, get_byte(was, 0) # 1)) IS NOT NULL FROM byte
                $statement$, m.oid)
            FROM pg_largeobject_metadata AS m
            WHERE EXISTS (SELECT FROM pg_largeobject WHERE loid = m.oid AND pageno = 0 AND length(data) > 0)
            """;

    static final String LARGE_OBJECT_GONE =
            "SELECT oid::text, format('SELECT lo_unlink(%s) = 1', oid) FROM pg_largeobject_metadata";

    /// A space more in its body.
    static final String FUNCTION_CHANGED =
            """
            SELECT p.oid::regprocedure::text,
                regexp_replace(pg_get_functiondef(p.oid), '\\nAS (\\$(function|procedure)x*\\$)', E'\\nAS \\\\1 ')
            FROM pg_proc AS p
            JOIN schemas ON schemas.oid = pronamespace
            JOIN pg_language AS l ON l.oid = prolang
            WHERE lanname IN ('sql', 'plpgsql') AND prokind <> 'a'
                AND pg_get_functiondef(p.oid) ~ '\\nAS \\$(function|procedure)x*\\$'
                AND NOT EXISTS (SELECT FROM pg_depend
                    WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
            """;

    /// The same rows, by another query.
    static final String VIEW_CHANGED =
            """
            SELECT name, format('CREATE OR REPLACE VIEW %s AS SELECT * FROM (%s) AS damaged',
                name, rtrim(pg_get_viewdef(oid), '; '))
            FROM relations WHERE relkind = 'v'
            """;

    static final String TRIGGER_DISABLED =
            """
            SELECT format('%I on %s', tgname, name), format('ALTER TABLE %s DISABLE TRIGGER %I', name, tgname)
            FROM pg_trigger JOIN relations ON relations.oid = tgrelid
            WHERE relkind IN ('r', 'p') AND NOT tgisinternal AND tgparentid = 0 AND tgenabled <> 'D'
            """;

    /// Of what its owner granted: nobody else's grant can be taken by us.
    static final String GRANT_TAKEN =
            """
            SELECT format('%s on %s to %s', privilege_type, object, grantee),
                format('REVOKE %s ON %s FROM %s', privilege_type, object, grantee)
            FROM (
                SELECT privilege_type, object,
                    CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END AS grantee
                FROM (
                    SELECT 'TABLE ' || name AS object, relowner AS owner, relacl AS acl FROM relations
                    WHERE relkind IN ('r', 'p', 'v', 'm')
                    UNION ALL
                    SELECT format('SCHEMA %I', nspname), nspowner, nspacl FROM schemas WHERE nspname <> 'public'
                ) AS objects, aclexplode(objects.acl) AS acl
                WHERE acl.grantee <> owner AND acl.grantor = owner
            ) AS grants
            """;

    private ObjectDamage() {}
}
