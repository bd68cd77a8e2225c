package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pgrehearse.NamedInFailures;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.RandomDatabase;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.Program;
import io.github.pgrehearse.postgres.program.ServerVersion;
import io.github.pgrehearse.postgres.program.TestPrograms;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What must hold for a store with servers of all majors, and for each with the client programs
/// that are chosen for it, also where only newer ones are installed.
@ExtendWith({TestServers.Provided.class, NamedInFailures.class})
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class VersionMatrixContract {

    private static final String PREFIX = "postgres-backups";
    private static final List<Integer> NEWEST_ONLY = List.of(TestPrograms.CLIENTS.getLast());
    private static final long SEEDS = 2;

    /// A database with one of everything by the major of its server; the tests only read it.
    private final Map<Integer, String> everything = new HashMap<>();

    /// An empty store. Nobody closes it.
    abstract ObjectStore newStore() throws IOException;

    /// A server and the client programs that are installed beside it.
    ///
    /// @param pgDump which one of them is to be chosen
    record Combination(int major, ServerVersion server, PgTools clients, Program pgDump) {

        /// @param installed the majors of the clients
        /// @param chosen which of them is to be chosen
        static Combination of(int major, List<Integer> installed, int chosen) throws IOException {
            PgTools clients = TestPrograms.onlyIn(TestPrograms.clients(installed));
            Program pgDump = clients.clientFor("pg_dump", chosen);
            return new Combination(major, TestPrograms.server(major).version(), clients, pgDump);
        }

        /// As the name of a test that fails tells it.
        @Override
        public String toString() {
            return "server %s, pg_dump %s".formatted(server, pgDump.version());
        }
    }

    /// Every server with all clients, and with the newest alone.
    static List<Combination> combinations() throws IOException {
        List<Combination> combinations = new ArrayList<>();
        Map<Integer, Integer> chosen = Map.of(14, 15, 15, 15, 16, 17, 17, 17, 18, 18);
        for (int major : TestPrograms.servers()) {
            int same = chosen.getOrDefault(major, 0);
            combinations.add(Combination.of(major, TestPrograms.CLIENTS, same));
            if (same != NEWEST_ONLY.getFirst()) {
                combinations.add(Combination.of(major, NEWEST_ONLY, NEWEST_ONLY.getFirst()));
            }
        }
        return combinations;
    }

    static Stream<Arguments> combinationsAndSeeds() throws IOException {
        return combinations().stream()
                .flatMap(combination ->
                        LongStream.range(0, Long.getLong("fuzz.seeds", SEEDS))
                                .map(seed -> seed + Long.getLong("fuzz.first", 1))
                                .mapToObj(seed -> Arguments.of(combination, seed)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void holdsEverythingAndCanBeRestored(Combination combination, TestServers servers)
            throws Exception {
        TestServer server = servers.of(combination.major()).by(combination.clients());
        String database = everything(server, combination);
        BackupTrial trial = trial(server, combination.clients());

        Manifest manifest = trial.backUp(BackupTrial.PLAN, database);

        requireChosen(combination, manifest, trial.log());
        trial.requireContents(manifest, database);
        assertThat(manifest.contents().digested()).isTrue();
        assertThat(manifest.warnings()).isEmpty();
        String restored = trial.restore(manifest);
        Manifest again = trial.backUp(BackupTrial.PLAN, restored);
        trial.requireContents(again, restored);
        requireSame(again, manifest);
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("combinationsAndSeeds")
    void holdsARandomDatabase(Combination combination, long seed, TestServers servers)
            throws Exception {
        TestServer server = servers.of(combination.major()).by(combination.clients());
        String database = server.createDatabase();
        server.runText(database, RandomDatabase.script(seed));
        BackupTrial trial = trial(server, combination.clients());

        Manifest manifest = trial.backUp(BackupTrial.PLAN, database);

        trial.requireContents(manifest, database);
    }

    @Test
    void refusesAServerThatIsNewerThanEveryClient(TestServers servers) throws Exception {
        TestServer server = servers.of(17);
        String database = server.createDatabase();
        PgTools older = TestPrograms.onlyIn(TestPrograms.clients(List.of(15)));
        ObjectStore store = newStore();
        BackupTrial trial = new BackupTrial(server, programs(older), store, PREFIX);

        Failure failure =
                catchThrowableOfType(Failure.class, () -> trial.backUp(BackupTrial.PLAN, database));

        assertThat(failure).isInstanceOf(Failure.Database.class);
        assertThat(failure)
                .hasMessage(
                        "No pg_dump for PostgreSQL 17 or newer [found: %s]",
                        older.clientFor("pg_dump", 15));
        assertThat(failure.hint())
                .contains("apt-get install postgresql-client-17")
                .contains("PG_BIN_DIR");
        assertThat(store.list(PREFIX)).isEmpty();
        assertThat(trial.log()).noneMatch(line -> line.contains("Dumping database"));
    }

    private String everything(TestServer server, Combination combination) throws Exception {
        String database = everything.get(combination.major());
        if (database == null) {
            database = server.createDatabase();
            server.runResource(database, "/databases/everything.sql");
            everything.put(combination.major(), database);
        }
        return database;
    }

    private BackupTrial trial(TestServer server, PgTools clients) throws IOException {
        return new BackupTrial(server, programs(clients), newStore(), PREFIX);
    }

    private static ClientPrograms programs(PgTools clients) {
        return new ClientPrograms(clients, Map.of());
    }

    private static void requireChosen(
            Combination combination, Manifest manifest, List<String> log) {
        assertThat(manifest.database().serverVersion()).isEqualTo(combination.server().toString());
        assertThat(manifest.tools().pgDump()).isEqualTo(combination.pgDump().version().toString());
        assertThat(log).contains("INFO Dumping database... (%s)".formatted(combination.pgDump()));
    }

    /// What was backed up again after a restore is what was backed up first. Statements are the
    /// same by kind and name, since deparsing is no fixpoint; so are tables, and by their digests
    /// where they have the same columns: those of child tables may stand in another order.
    private static void requireSame(Manifest again, Manifest first) {
        assertThat(rows(again)).isEqualTo(rows(first));
        Map<String, TableRows> firstTables = tablesOfOneForm(first);
        Map<String, TableRows> comparable = tablesOfOneForm(again);
        comparable.keySet().retainAll(firstTables.keySet());
        assertThat(comparable).hasSizeGreaterThan(firstTables.size() / 2);
        comparable.forEach(
                (name, rows) -> assertThat(rows).as(name).isEqualTo(firstTables.get(name)));
        assertThat(again.contents().sequences())
                .containsExactlyInAnyOrderElementsOf(first.contents().sequences());
        assertThat(again.contents().largeObjects()).isEqualTo(first.contents().largeObjects());
        assertThat(statements(again)).containsExactlyInAnyOrderElementsOf(statements(first));
        assertThat(again.extensions()).isEqualTo(first.extensions());
    }

    private static SortedMap<String, Long> rows(Manifest manifest) {
        SortedMap<String, Long> rows = new TreeMap<>();
        manifest.tables().forEach(table -> rows.merge(table.name(), table.rows(), Long::sum));
        return rows;
    }

    /// By name and columns. Without those whose rows come with several lists of columns: which
    /// partition such a row is in, and so which list it comes with, is another after a restore.
    private static Map<String, TableRows> tablesOfOneForm(Manifest manifest) {
        Map<String, List<TableRows>> forms =
                manifest.tables().stream().collect(Collectors.groupingBy(TableRows::name));
        return forms.values().stream()
                .filter(tables -> tables.size() == 1)
                .map(List::getFirst)
                .collect(Collectors.toMap(table -> table.name() + table.columns(), table -> table));
    }

    private static List<String> statements(Manifest manifest) {
        return manifest.contents().statements().stream()
                .map(statement ->
                        "%s %s %d".formatted(statement.kind(), statement.name(), statement.count()))
                .toList();
    }
}
