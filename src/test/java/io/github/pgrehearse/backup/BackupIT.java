package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.ReferenceDump.Reference;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.stream.Compression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Backups of real databases hold what the databases hold, and can be restored by hand.
@ExtendWith(TestServer.Provided.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class BackupIT {

    /// A database with one of everything; the tests here only read it.
    private String everything = "";

    private BackupTrial trial;

    @BeforeAll
    void makeDatabase(TestServer server) throws IOException {
        everything = server.createDatabase();
        server.runResource(everything, "/databases/everything.sql");
    }

    @BeforeEach
    void setTrial(TestServer server, @TempDir Path directory) {
        trial = new BackupTrial(server, directory, "postgres-backups");
    }

    @ParameterizedTest
    @EnumSource
    void holdsEverythingAndCanBeRestored(Compression compression) throws Exception {
        Manifest manifest = trial.backUp(BackupTrial.plan(compression, List.of()), everything);

        trial.requireTables(manifest, everything, _ -> true);
        assertThat(manifest.dump().key()).hasToString(key(manifest, compression.suffix()));
        assertThat(manifest.contents().digested()).isTrue();
        assertThat(manifest.session())
                .containsEntry("bytea_output", "hex")
                .containsEntry("quote_all_identifiers", "off");
        assertThat(manifest.warnings()).isEmpty();
        String restored = trial.restore(manifest);
        // Not by columns: those of child tables stand in another order in a restored database
        assertThat(rows(trial.reference(restored, _ -> true)))
                .isEqualTo(rows(trial.reference(everything, _ -> true)));
    }

    @Test
    void holdsAnEmptyDatabase(TestServer server) throws Exception {
        Manifest manifest = trial.backUp(BackupTrial.PLAN, server.createDatabase());

        assertThat(manifest.tables()).isEmpty();
        assertThat(manifest.contents().rows()).isZero();
        assertThat(manifest.contents().complete()).isTrue();
        trial.restore(manifest);
    }

    @Test
    void holdsADatabaseOfAGigabyte(TestServer server) throws Exception {
        String large = server.createDatabase();
        server.runResource(large, "/databases/onegigabyte.sql");

        Manifest manifest = trial.backUp(BackupTrial.PLAN, large);

        assertThat(manifest.database().size()).isGreaterThan(1_000_000_000L);
        String restored = trial.restore(manifest);
        for (TableRows table : manifest.tables()) {
            String count = "SELECT count(*) FROM ONLY " + table.name();
            assertThat(trial.ask(large, count)).isEqualTo(Long.toString(table.rows()));
            assertThat(trial.ask(restored, count)).isEqualTo(Long.toString(table.rows()));
        }
        assertThat(manifest.contents().rows()).isEqualTo(300_000 + 1_500_000 + 1_600_000 + 32_000);
        trial.execute("postgres", "DROP DATABASE " + large, "DROP DATABASE " + restored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--inserts",
                "--rows-per-insert=50",
                "--column-inserts",
                "--column-inserts --rows-per-insert=50"
            })
    void countsRowsThatAreInsertedAndSaysThatTheyCannotBeCompared(String option) throws Exception {
        List<String> options = List.of(option.split(" ", -1));

        Manifest manifest = trial.backUp(BackupTrial.plan(Compression.GZIP, options), everything);

        SortedMap<String, Long> expected = rows(trial.reference(everything, _ -> true));
        SortedMap<String, Long> found = new TreeMap<>();
        manifest.tables().forEach(table -> found.merge(table.name(), table.rows(), Long::sum));
        assertThat(found).isEqualTo(expected);
        assertThat(manifest.tables()).allMatch(table -> table.digest().isEmpty());
        assertThat(manifest.contents().digested()).isFalse();
        assertThat(manifest.warnings())
                .singleElement()
                .asString()
                .startsWith("The content proof is not available");
        assertThat(trial.log()).contains("WARNING " + manifest.warnings().getFirst());
        assertThat(trial.catalog().manifest(manifest.name()).warnings())
                .isEqualTo(manifest.warnings());
        if (option.startsWith("--column-inserts")) {
            // Without their columns, says pg_dump's documentation, rows do not go into a child
            // table whose columns stand in another order than before
            String restored = trial.restore(manifest);
            assertThat(rows(trial.reference(restored, _ -> true))).isEqualTo(expected);
        }
    }

    /// A table without rows has no INSERT, and does not show.
    private static SortedMap<String, Long> rows(SortedMap<String, Reference> tables) {
        SortedMap<String, Long> rows = new TreeMap<>();
        for (Reference table : tables.values()) {
            if (table.rows() > 0) {
                rows.merge(table.name(), table.rows(), Long::sum);
            }
        }
        return rows;
    }

    @Test
    void leavesOutWhatIsExcluded(TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE SCHEMA scratch;
                CREATE SCHEMA "Odd, Name";
                CREATE TABLE kept AS SELECT 1 AS a;
                CREATE TABLE sessions AS SELECT 1 AS a;
                CREATE TABLE audit_1 AS SELECT 1 AS a;
                CREATE TABLE scratch.x AS SELECT 1 AS a;
                CREATE TABLE "Odd, Name".x AS SELECT 1 AS a;
                """);

        Manifest manifest =
                trial.backUp(
                        BackupTrial.plan(
                                Compression.GZIP,
                                List.of(
                                        "--exclude-table=public.sess*",
                                        "--exclude-table-data=public.audit_*",
                                        "--exclude-schema=scratch",
                                        "--exclude-schema=\"Odd, Name\"")),
                        database);

        trial.requireTables(manifest, database, table -> table.name().equals("public.kept"));
        assertThat(manifest.tools().options()).hasSize(4);
        String restored = trial.restore(manifest);
        assertThat(
                        trial.ask(
                                restored,
                                "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
                                        + " WHERE relkind = 'r' AND relnamespace >= 16384"
                                        + " OR relnamespace = 'public'::regnamespace"))
                .isEqualTo("audit_1 kept");
        assertThat(trial.ask(restored, "SELECT count(*) FROM audit_1")).isEqualTo("0");
    }

    /// The same snapshot and the same key, so that two dumps can be the same at all.
    @Test
    void isByteForByteWhatPgDumpWrites(TestServer server) throws Exception {
        try (Connection connection = server.connect(everything);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()");
            row.next();
            List<String> options =
                    List.of("--snapshot=" + row.getString(1), "--restrict-key=pgrehearse");
            byte[] dump = server.dump(everything, options.toArray(String[]::new));
            for (Compression compression : Compression.values()) {
                Manifest manifest =
                        trial.backUp(BackupTrial.plan(compression, options), everything);
                assertThat(trial.decompressed(manifest.dump().key())).isEqualTo(dump);
            }
        }
    }

    @Test
    void isTakenAgainAtOnceAsAnotherBackup(TestServer server) throws Exception {
        String database = server.createDatabase();

        Manifest first = trial.backUp(BackupTrial.PLAN, database);
        Manifest second = trial.backUp(BackupTrial.PLAN, database);

        assertThat(second.name()).isGreaterThan(first.name());
        assertThat(trial.catalog().list())
                .extracting(CatalogEntry::name)
                .containsExactly(second.name(), first.name());
    }

    /// Their names are the second in which they began: the later one takes the next, or, if both
    /// chose at the same moment, fails and leaves the other alone.
    @Test
    void ofTwoDatabasesUnderOnePrefixAtOnceDoNotDisturbEachOther(TestServer server)
            throws Exception {
        List<String> databases = List.of(server.createDatabase(), server.createDatabase());
        List<Manifest> taken = new CopyOnWriteArrayList<>();
        List<IOException> failed = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (String database : databases) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    taken.add(trial.backUp(BackupTrial.PLAN, database));
                                } catch (IOException e) {
                                    failed.add(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(taken.size() + failed.size()).isEqualTo(2);
        assertThat(taken).isNotEmpty();
        assertThat(failed)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(Failure.Store.class));
        assertThat(trial.catalog().list())
                .hasSameSizeAs(taken)
                .allMatch(entry -> entry.state() == CatalogEntry.State.WHOLE);
        for (Manifest manifest : taken) {
            assertThat(trial.catalog().manifest(manifest.name()).database())
                    .isEqualTo(manifest.database());
            trial.restore(manifest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a/b/c/d e", "mine & thine/ünï/日本語", "-x/'quoted' \"too\""})
    void liesUnderAnyPrefix(String prefix, TestServer server, @TempDir Path store)
            throws Exception {
        BackupTrial elsewhere = new BackupTrial(server, store, prefix);

        Manifest manifest = elsewhere.backUp(BackupTrial.PLAN, server.createDatabase());

        assertThat(elsewhere.catalog().list())
                .extracting(CatalogEntry::state)
                .containsExactly(CatalogEntry.State.WHOLE);
        try (Stream<Path> files = Files.list(store.resolve(prefix))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            manifest.name() + ".sql.gz",
                            manifest.name() + ".globals.sql",
                            manifest.name() + ".manifest.json");
        }
    }

    private static String key(Manifest manifest, String suffix) {
        return "postgres-backups/" + manifest.name() + suffix;
    }
}
