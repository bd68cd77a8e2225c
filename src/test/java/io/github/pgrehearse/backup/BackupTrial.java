package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.dump.LargeObjects;
import io.github.pgrehearse.dump.ReferenceDump;
import io.github.pgrehearse.dump.ReferenceDump.LargeObjectReference;
import io.github.pgrehearse.dump.ReferenceDump.Reference;
import io.github.pgrehearse.dump.ReferenceDump.SequenceReference;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.stream.Compression;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// A store to take backups of a real server's databases to, and the questions that every one of
/// them must answer.
final class BackupTrial {

    static final BackupPlan PLAN = plan(Compression.GZIP, List.of());

    private static final ClientPrograms PROGRAMS =
            new ClientPrograms(
                    new PgTools(
                            List.of(),
                            Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                                    .map(Path::of)
                                    .toList()),
                    Map.of());

    private final TestServer server;
    private final ClientPrograms programs;
    private final ObjectStore store;
    private final Catalog catalog;
    private final RecordingLog log = new RecordingLog();

    /// Backups by the programs that are installed on this machine, to a directory.
    BackupTrial(TestServer server, Path directory, String prefix) {
        this(server, PROGRAMS, new DirectoryStore(directory, new Traffic()), prefix);
    }

    BackupTrial(TestServer server, ClientPrograms programs, ObjectStore store, String prefix) {
        this.server = server;
        this.programs = programs;
        this.store = store;
        this.catalog = new Catalog(store, prefix);
    }

    static BackupPlan plan(Compression compression, List<String> options) {
        return new BackupPlan(
                compression, 6, 2, options, true, Duration.ofMinutes(5), "3600s", "test");
    }

    /// All that is fixed for the program of a story.
    static ClientPrograms programs() {
        return PROGRAMS;
    }

    Catalog catalog() {
        return catalog;
    }

    List<String> log() {
        return log.lines();
    }

    Manifest backUp(BackupPlan plan, String database) throws IOException {
        return backUp(plan, uri(database));
    }

    Manifest backUp(BackupPlan plan, ConnectionUri uri) throws IOException {
        Console nowhere = new Console(new PrintStream(OutputStream.nullOutputStream()), false);
        return new Backup(plan, programs, store, catalog, nowhere, Clock.systemUTC(), log).run(uri);
    }

    ConnectionUri uri(String database) {
        return ConnectionUri.parse(server.server().connectionUri(database).reveal(), Map.of());
    }

    /// Requires the backup to be one: listed as whole, its manifest readable and as returned, its
    /// file as the manifest says, before and behind the decompression by the usual program; and
    /// restores it, by psql, into a database whose name is returned.
    String restore(Manifest manifest) throws IOException {
        assertThat(catalog.find(manifest.name().toString(), Instant.now()).state())
                .hasToString("WHOLE");
        assertThat(catalog.manifest(manifest.name()).tables()).isEqualTo(manifest.tables());
        Path file = fetch(manifest.dump().key());
        Path sql = Files.createTempFile("restored", ".sql");
        try {
            assertThat(file).hasSize(manifest.dump().size());
            assertThat(sha256(Files.newInputStream(file), OutputStream.nullOutputStream()))
                    .isEqualTo(manifest.dump().sha256());
            try (OutputStream out = Files.newOutputStream(sql)) {
                assertThat(sha256(decompressed(file), out))
                        .isEqualTo(manifest.dump().uncompressedSha256());
            }
            assertThat(sql).hasSize(manifest.dump().uncompressedSize());
            String restored = server.createDatabase();
            server.restore(restored, sql);
            return restored;
        } finally {
            Files.delete(sql);
            Files.delete(file);
        }
    }

    /// The object behind its decompression by the usual program.
    byte[] decompressed(ObjectKey key) throws IOException {
        Path file = fetch(key);
        try (InputStream content = decompressed(file)) {
            return content.readAllBytes();
        } finally {
            Files.delete(file);
        }
    }

    /// A copy with the same ending of its name, which the caller deletes.
    private Path fetch(ObjectKey key) throws IOException {
        String name = key.value();
        Path copy = Files.createTempFile("stored", name.substring(name.lastIndexOf('.')));
        try (InputStream stored = store.open(key)) {
            Files.copy(stored, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /// Requires the manifest to have just the tables, sequences and large objects of the database,
    /// with what they hold.
    void requireContents(Manifest manifest, String database) throws SQLException {
        requireTables(manifest, database, _ -> true);
        try (Connection connection = server.connect(database)) {
            ReferenceDump reference = new ReferenceDump(connection);
            SortedMap<String, SequenceReference> sequences = new TreeMap<>();
            for (SequenceValue sequence : manifest.contents().sequences()) {
                sequences.put(
                        sequence.name(),
                        new SequenceReference(sequence.value(), sequence.called()));
            }
            assertThat(sequences).isEqualTo(reference.sequences());
            LargeObjects objects = manifest.contents().largeObjects();
            assertThat(
                            new LargeObjectReference(
                                    objects.count(), objects.bytes(), objects.digest().value()))
                    .isEqualTo(reference.largeObjects());
        }
    }

    /// Requires the manifest to have just these tables of the database, with their rows and
    /// digests.
    void requireTables(Manifest manifest, String database, Predicate<Reference> dumped)
            throws SQLException {
        SortedMap<String, Reference> expected = reference(database, dumped);
        SortedMap<String, Reference> found = new TreeMap<>();
        for (TableRows table : manifest.tables()) {
            long digest = table.digest().map(Digest::value).orElseThrow();
            Reference rows = new Reference(table.name(), table.columns(), table.rows(), digest);
            found.put(key(rows), rows);
        }
        // One by one, so that a difference can be read among hundreds of tables
        assertThat(difference(found.keySet(), expected.keySet())).as("too many").isEmpty();
        assertThat(difference(expected.keySet(), found.keySet())).as("missing").isEmpty();
        expected.forEach((name, rows) -> assertThat(found.get(name)).as(name).isEqualTo(rows));
    }

    /// What the database itself answers, by name and columns.
    SortedMap<String, Reference> reference(String database, Predicate<Reference> dumped)
            throws SQLException {
        try (Connection connection = server.connect(database)) {
            SortedMap<String, Reference> tables = new TreeMap<>();
            for (Reference table : new ReferenceDump(connection).tables().values()) {
                if (dumped.test(table)) {
                    tables.put(key(table), table);
                }
            }
            return tables;
        }
    }

    private static Set<String> difference(Set<String> left, Set<String> right) {
        Set<String> difference = new TreeSet<>(left);
        difference.removeAll(right);
        return difference;
    }

    private static String key(Reference table) {
        return table.name() + table.columns();
    }

    /// The answer of one row and column to a query.
    String ask(String database, String query) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }

    void execute(String database, String... commands) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    /// By the program that a person would use.
    private static InputStream decompressed(Path file) throws IOException {
        String name = file.toString();
        List<String> command =
                name.endsWith(".gz")
                        ? List.of("gunzip", "-c", name)
                        : name.endsWith(".zst")
                                ? List.of("zstd", "-dcq", name)
                                : List.of("cat", name);
        return new ProcessBuilder(command).start().getInputStream();
    }

    private static String sha256(InputStream source, OutputStream copy) {
        try (DigestInputStream in =
                new DigestInputStream(source, MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(copy);
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
