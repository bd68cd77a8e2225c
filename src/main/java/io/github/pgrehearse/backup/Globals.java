package io.github.pgrehearse.backup;

import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.dump.StatementFilter;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PgDump;
import io.github.pgrehearse.stream.MeteredInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `pg_dump` leaves out of a dump because it belongs to the whole cluster: the roles, without
/// passwords, and the database itself with its settings, grants and comment.
final class Globals {

    private static final Pattern RESTRICT =
            Pattern.compile("^\\\\restrict (\\w+)$", Pattern.MULTILINE);

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
            return new Globals(withKeyOfContent(sql.toByteArray()), List.of());
        } catch (Failure.Database unreadable) {
            String warning =
                    "Roles and the database's own settings are not in this backup: %s. %s"
                            .formatted(unreadable.getMessage(), unreadable.hint());
            return new Globals(none(owner).sql(), List.of(warning));
        }
    }

    /// The key of psql's restricted mode, drawn at random by `pg_dumpall`, gives way to a digest of
    /// all the rest: globals that say the same are the same bytes, so that whoever looks for the
    /// owners of many backups reads one of them. Who smuggles something into the globals cannot
    /// know the key still, for it changes with that.
    private static byte[] withKeyOfContent(byte[] sql) throws IOException {
        String text = new String(sql, StandardCharsets.ISO_8859_1); // whatever the encoding is
        Matcher drawn = RESTRICT.matcher(text);
        if (!drawn.find()) {
            return sql; // minors before August 2025 know no such mode
        }
        String key = drawn.group(1);
        byte[] rest = text.replace(key, "").getBytes(StandardCharsets.ISO_8859_1);
        String digest =
                new MeteredInputStream(new ByteArrayInputStream(rest)).measureAll().sha256();
        return text.replace(key, digest).getBytes(StandardCharsets.ISO_8859_1);
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
