package io.github.pgrehearse.backup;

import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.dump.StatementFilter;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PgDump;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What `pg_dump` leaves out of a dump because it belongs to the whole cluster: the roles, without
/// passwords, and the database itself with its settings, grants and comment.
final class Globals {

    private final byte[] sql;
    private final List<String> warnings;

    private Globals(byte[] sql, List<String> warnings) {
        this.sql = sql;
        this.warnings = List.copyOf(warnings);
    }

    /// No globals but the line that tells whose they would be.
    static Globals none(Owner owner) {
        return new Globals((owner.line() + "\n").getBytes(StandardCharsets.UTF_8), List.of());
    }

    /// Reads them. What the user may not read is a warning: the dump is worth having without.
    static Globals read(PgDump programs, Owner owner) throws IOException {
        ByteArrayOutputStream sql = new ByteArrayOutputStream();
        sql.write(none(owner).sql());
        try {
            try (InputStream roles = programs.roles()) {
                roles.transferTo(sql);
            }
            try (InputStream database = programs.databaseItself()) {
                StatementFilter.copy(database, sql, Globals::isOfDatabase);
            }
            return new Globals(sql.toByteArray(), List.of());
        } catch (Failure.Database unreadable) {
            String warning =
                    "Roles and the database's own settings are not in this backup: %s. %s"
                            .formatted(unreadable.getMessage(), unreadable.hint());
            return new Globals(none(owner).sql(), List.of(warning));
        }
    }

    /// `CREATE DATABASE`, `ALTER DATABASE …`, `COMMENT ON DATABASE`, `GRANT ON DATABASE`, and
    /// `ALTER ROLE … IN DATABASE`.
    private static boolean isOfDatabase(String kind) {
        return kind.contains(" DATABASE");
    }

    /// What to store: at least the line that tells whose globals they are.
    byte[] sql() {
        return sql.clone();
    }

    /// What could not be read, and why.
    List<String> warnings() {
        return warnings;
    }
}
