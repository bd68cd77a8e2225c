package io.github.pgrehearse.dump;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/// What a dump must contain, found out from the database and not from the dump: the slow and
/// obvious way to the numbers that the scanner must come to.
///
/// Everything is held in memory, and everything is asked for table by table.
public final class ReferenceDump {

    private final Connection connection;
    private final String encoding;

    /// Asks the database behind `connection`, whose session settings it changes to those under
    /// which pg_dump writes. The encoding is that of the database, as it is in a dump.
    public ReferenceDump(Connection connection) throws SQLException {
        this.connection = connection;
        execute("SET DateStyle = ISO");
        execute("SET IntervalStyle = postgres");
        execute("SET extra_float_digits = 3");
        execute("SET TimeZone = 'UTC'");
        execute("SET row_security = off");
        // pg_dump does not quote by this setting, but values of type regclass and the like do
        execute("SET quote_all_identifiers = off");
        execute("SET search_path = ''");
        this.encoding = strings("SHOW server_encoding").getFirst();
    }

    /// The rows of one table, or of those partitions that are loaded through it and have the same
    /// columns in the same order.
    ///
    /// @param name as in the dump, quoted where need be: `public."odd name"`
    /// @param columns as in the dump, quoted where need be
    /// @param digest the sum, modulo 2^64, of the XXH3 hashes of the rows' lines
    public record Reference(String name, List<String> columns, long rows, long digest) {

        public Reference {
            columns = List.copyOf(columns);
        }

        /// The name and the column list, as they stand between COPY and FROM.
        String key() {
            return name + " (" + String.join(", ", columns) + ")";
        }

        Reference plus(Reference other) {
            return new Reference(name, columns, rows + other.rows, digest + other.digest);
        }
    }

    /// All large objects together.
    ///
    /// @param digest the sum, modulo 2^64, of the XXH3 hashes of each one's oid in decimal, a zero
    ///   byte, and content
    public record LargeObjectReference(long count, long bytes, long digest) {}

    /// Where a sequence stands.
    public record SequenceReference(long lastValue, boolean called) {}

    /// The tables whose rows pg_dump dumps, by name and column list: `public.a (b, "C")`.
    public SortedMap<String, Reference> tables() throws SQLException {
        SortedMap<String, Reference> tables = new TreeMap<>();
        for (String oid :
                strings(
                        """
                        SELECT c.oid
                        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND c.relpersistence <> 't'
                            AND NOT starts_with(n.nspname, 'pg_') AND n.nspname <> 'information_schema'
                            AND (NOT EXISTS (%1$s) OR EXISTS (%1$s AND c.oid = ANY (e.extconfig)))
                        """
                                .formatted(extensionOf("c.oid")))) {
            Reference table = table(oid);
            tables.merge(table.key(), table, Reference::plus);
        }
        return tables;
    }

    private Reference table(String oid) throws SQLException {
        List<String> columns =
                strings(
                        """
                        SELECT quote_ident(attname) FROM pg_attribute
                        WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                        ORDER BY attnum
                        """
                                .formatted(oid));
        String name = name(oid);
        String source = "FROM ONLY " + name + " " + condition(oid);
        long rows = Long.parseLong(strings("SELECT count(*) " + source).getFirst());
        List<byte[]> lines = lines("SELECT " + String.join(", ", columns) + " " + source);
        if (lines.size() != rows) {
            throw new IllegalStateException(
                    "%s has %d rows and %d lines".formatted(name, rows, lines.size()));
        }
        long digest = 0;
        for (byte[] line : lines) {
            digest += Hashing.xxh3_64().hashBytesToLong(line);
        }
        List<String> root = loadedThrough(oid);
        return new Reference(
                shown(root.isEmpty() ? name : name(root.getFirst())),
                columns.stream().map(this::shown).toList(),
                rows,
                digest);
    }

    /// The root of the partition tree, if a level above the partition is by hash of an enum: such a
    /// hash is of the value's oid, which is another after a restore.
    private List<String> loadedThrough(String oid) throws SQLException {
        return strings(
                """
                SELECT pg_partition_root(%1$s)::oid
                WHERE EXISTS (
                    SELECT FROM pg_partition_ancestors(%1$s) AS ancestor
                    JOIN pg_partitioned_table AS p ON p.partrelid = ancestor.relid AND p.partstrat = 'h'
                    JOIN pg_opclass AS o ON o.oid = ANY (p.partclass)
                    JOIN pg_am AS m ON m.oid = o.opcmethod
                    WHERE o.opcname = 'enum_ops' AND m.amname = 'hash')
                """
                        .formatted(oid));
    }

    /// Which rows of a table of an extension are dumped; nothing where all are.
    private String condition(String oid) throws SQLException {
        List<String> conditions =
                strings(
                        "SELECT e.extcondition[array_position(e.extconfig, o)] FROM (SELECT %s::oid) AS t (o), LATERAL (%s) AS e"
                                .formatted(oid, extensionOf("t.o")));
        return conditions.isEmpty() ? "" : conditions.getFirst();
    }

    /// A query for the extension that an object of pg_class is a member of.
    private static String extensionOf(String oid) {
        return """
        SELECT e.* FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = %s AND d.objsubid = 0
            AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
        """
                .formatted(oid);
    }

    /// The sequences that pg_dump sets, by name as in the dump.
    public SortedMap<String, SequenceReference> sequences() throws SQLException {
        SortedMap<String, SequenceReference> sequences = new TreeMap<>();
        for (String oid :
                strings(
                        """
                        SELECT c.oid
                        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'S' AND c.relpersistence <> 't'
                            AND NOT starts_with(n.nspname, 'pg_') AND n.nspname <> 'information_schema'
                            AND (NOT EXISTS (%1$s) OR EXISTS (%1$s AND c.oid = ANY (e.extconfig)))
                        """
                                .formatted(extensionOf("c.oid")))) {
            String name = name(oid);
            sequences.put(
                    shown(name),
                    new SequenceReference(
                            Long.parseLong(strings("SELECT last_value FROM " + name).getFirst()),
                            strings("SELECT is_called FROM " + name).getFirst().equals("t")));
        }
        return sequences;
    }

    /// The large objects of the database.
    public LargeObjectReference largeObjects() throws SQLException {
        long count = 0;
        long bytes = 0;
        long digest = 0;
        for (String oid : strings("SELECT oid FROM pg_largeobject_metadata")) {
            byte[] content = bytes("SELECT lo_get(%s::oid)".formatted(oid));
            byte[] start = (oid + "\0").getBytes(StandardCharsets.US_ASCII);
            byte[] whole = Arrays.copyOf(start, start.length + content.length);
            System.arraycopy(content, 0, whole, start.length, content.length);
            count++;
            bytes += content.length;
            digest += Hashing.xxh3_64().hashBytesToLong(whole);
        }
        return new LargeObjectReference(count, bytes, digest);
    }

    /// A name as a reader of the dump sees it. In SQL_ASCII a name has bytes and no letters; each
    /// is shown as the letter that it would be in ISO 8859-1.
    private String shown(String name) {
        return encoding.equals("SQL_ASCII")
                ? new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                : name;
    }

    private String name(String oid) throws SQLException {
        return strings(
                        """
                        SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                        FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.oid = %s
                        """
                                .formatted(oid))
                .getFirst();
    }

    private void execute(String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /// The first column of what a query returns.
    private List<String> strings(String query) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }

    private byte[] bytes(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getBytes(1);
        }
    }

    /// The rows of a query in COPY's text format, each without its line feed.
    private List<byte[]> lines(String query) throws SQLException {
        execute("RESET quote_all_identifiers");
        List<byte[]> lines = new ArrayList<>();
        CopyOut copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (%s) TO STDOUT (ENCODING '%s')".formatted(query, encoding));
        // The protocol has a message for each row
        for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
            if (row[row.length - 1] != '\n') {
                throw new IllegalStateException("a row without a line feed");
            }
            lines.add(Arrays.copyOf(row, row.length - 1));
        }
        execute("SET quote_all_identifiers = off");
        return lines;
    }
}
