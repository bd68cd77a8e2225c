package io.github.pgrehearse.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.dump.ReferenceDump.LargeObjectReference;
import io.github.pgrehearse.dump.ReferenceDump.Reference;
import io.github.pgrehearse.dump.ReferenceDump.SequenceReference;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Dumps a database for real, scans the dump, and requires what was scanned to be what the database
/// itself answers.
final class ScanComparison {

    private ScanComparison() {}

    /// Compares, and returns what was scanned for more questions.
    static DumpContents compare(TestServer server, String database)
            throws IOException, SQLException {
        DumpContents contents = scan(server.dump(database));
        assertThat(contents.complete()).as("complete").isTrue();
        try (Connection connection = server.connect(database)) {
            ReferenceDump reference = new ReferenceDump(connection);
            requireSame(tables(contents), reference.tables());
            requireSame(sequences(contents), reference.sequences());
            LargeObjects objects = contents.largeObjects();
            assertThat(
                            new LargeObjectReference(
                                    objects.count(), objects.bytes(), objects.digest().value()))
                    .isEqualTo(reference.largeObjects());
        }
        return contents;
    }

    /// Name by name, so that a difference can be read among hundreds of tables.
    private static <V> void requireSame(SortedMap<String, V> scanned, SortedMap<String, V> asked) {
        assertThat(scanned.keySet()).isEqualTo(asked.keySet());
        asked.forEach((name, value) -> assertThat(scanned.get(name)).as(name).isEqualTo(value));
    }

    /// In pieces of odd lengths, so that their edges fall everywhere.
    static DumpContents scan(byte[] dump) {
        DumpScanner scanner = new DumpScanner();
        int length = 1;
        for (int offset = 0; offset < dump.length; offset += length) {
            length = Math.min(1 + (length * 7 + 3) % 8191, dump.length - offset);
            scanner.scan(dump, offset, length);
        }
        return scanner.contents();
    }

    private static SortedMap<String, Reference> tables(DumpContents contents) {
        SortedMap<String, Reference> tables = new TreeMap<>();
        for (TableRows table : contents.tables()) {
            Optional<Digest> digest = table.digest();
            assertThat(digest).as("digest of %s", table.name()).isPresent();
            Reference rows =
                    new Reference(
                            table.name(), table.columns(), table.rows(), digest.get().value());
            assertThat(tables.put(rows.key(), rows)).as("%s twice", rows.key()).isNull();
        }
        return tables;
    }

    private static SortedMap<String, SequenceReference> sequences(DumpContents contents) {
        SortedMap<String, SequenceReference> sequences = new TreeMap<>();
        for (SequenceValue sequence : contents.sequences()) {
            SequenceReference value = new SequenceReference(sequence.value(), sequence.called());
            assertThat(sequences.put(sequence.name(), value))
                    .as("%s twice", sequence.name())
                    .isNull();
        }
        return sequences;
    }
}
