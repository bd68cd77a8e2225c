package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Where a drill cannot be carried out, or not in all, it says so, and nothing of the backup.
@ExtendWith(TestServer.Provided.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class DrillUnprovenIT {

    private String database = "";

    private DrillTrial trial;

    @BeforeAll
    void makeDatabase(TestServer server) throws IOException {
        database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE a AS SELECT i, md5(i::text) AS t FROM generate_series(1, 10000) AS i;
                CREATE TABLE b AS SELECT 1 AS one;
                """);
    }

    @BeforeEach
    void backUp(TestServer server, @TempDir Path directory) throws IOException {
        trial = new DrillTrial(server, directory);
        trial.backUp(database);
    }

    /// Requires a drill to come to no verdict, and to say so in one line.
    private DrillReport leavesOpen(String words) throws IOException {
        DrillReport report = trial.reports(Verdict.UNPROVEN);
        assertThat(report.obstacle()).get().extracting("message").asString().startsWith(words);
        saysInOneLine(words);
        return report;
    }

    private void saysInOneLine(String words) {
        assertThat(trial.log())
                .filteredOn(line -> line.startsWith("ERROR"))
                .singleElement()
                .asString()
                .startsWith("ERROR " + words)
                .contains("unproven")
                .matches("(?s).*[\\])\\w']\\. .*\\.");
    }

    @Test
    void whereThereIsNoBackup() throws Exception {
        Files.delete(trial.manifest());
        Files.delete(trial.dump());

        Outcome outcome = trial.drill("latest");

        assertThat(outcome.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(outcome.report()).isEmpty();
        assertThat(trial.log())
                .singleElement()
                .asString()
                .startsWith("ERROR No backups found in S3 [");
    }

    @Test
    void whereNoServerIsNewEnough() throws Exception {
        trial.changeManifest("\"serverVersion\" : \"[\\d.]+\"", "\"serverVersion\" : \"99.1\"");

        leavesOpen("No postgres for PostgreSQL 99 or newer [found: ");
    }

    @Test
    void whereAnExtensionIsNotInstalled(TestServer server) throws Exception {
        String extended = server.createDatabase();
        server.runText(extended, "CREATE EXTENSION pgrehearse_fixture;");
        trial.backUp(extended);
        List<Path> path =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
        Path system = new PgTools(List.of(), path).newestServer().bin();
        trial.set(scenery -> scenery.by(system));

        DrillReport report = leavesOpen("Restore failed [extension \"pgrehearse_fixture\" is not");

        assertThat(report.obstacle().orElseThrow().hint()).contains("is to be installed");
    }

    @Test
    void whereThereIsNoRoom() throws Exception {
        trial.changeManifest("\"size\" : \\d+", "\"size\" : 1000000000000000000");

        leavesOpen("No space left on device [");
    }

    @Test
    void whereTimeIsUp() throws Exception {
        DrillPlan hasty =
                new DrillPlan(DataProof.FULL, Duration.ofMillis(1), Optional.empty(), "test");

        assertThat(trial.drill("latest", hasty).verdict()).isEqualTo(Verdict.UNPROVEN);

        saysInOneLine("Restore timed out [");
    }

    @Test
    void whereTheDumpIsRemovedMeanwhile() throws Exception {
        Path dump = trial.dump();
        trial.set(scenery -> scenery.when(() -> Files.delete(dump)));

        leavesOpen("Failed to download backup from S3 [");
    }

    @Test
    void whereTheStoreBreaksOff() throws Exception {
        trial.set(scenery -> scenery.with(BreaksOff::new));

        leavesOpen("Failed to download backup from S3 [The line broke]");
    }

    @Test
    void whereTheServerDies() throws Exception {
        trial.set(scenery -> scenery.when(this::killTheServer));

        leavesOpen("Cannot make a role [postgres: ");
    }

    private void killTheServer() {
        String directory = trial.temporary().toString();
        List<ProcessHandle> servers =
                ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().arguments().map(List::of).orElse(List.of()).stream()
                                        .anyMatch(word -> word.startsWith(directory)))
                        .toList();
        assertThat(servers).isNotEmpty();
        servers.forEach(ProcessHandle::destroyForcibly);
        servers.forEach(server -> server.onExit().join());
    }

    @Test
    void whereTheManifestIsOfALaterFormat() throws Exception {
        trial.changeManifest("\"format\" : 1", "\"format\" : 2");

        leavesOpen("Manifest cannot be read [");
    }

    /// Another difference than this sandbox would be one of the backup.
    @Test
    void whereTheSandboxIsNotAsTheDatabaseWas() throws Exception {
        trial.changeManifest("\"collation\" : \"[^\"]*\"", "\"collation\" : \"xx_XX.nowhere\"");

        DrillReport report = trial.reports(Verdict.RESTORED);

        assertThat(report.leftOut())
                .singleElement()
                .asString()
                .startsWith("The database's collation (xx_XX.nowhere, ");
    }

    @Test
    void butAStoreThatTakesNoReportsChangesNothing() throws Exception {
        trial.set(scenery -> scenery.with(ReadOnly::new));

        assertThat(trial.drill("latest").verdict()).isEqualTo(Verdict.PROVEN);

        assertThat(trial.log())
                .contains(
                        "WARNING The report of this drill could not be stored [Access Denied [a]]. Allow it.");
        assertThat(trial.reportNames()).isEmpty();
    }

    @Test
    void butABackupOfAnotherToolIsRestored() throws Exception {
        Files.delete(trial.manifest());

        DrillReport report = trial.reports(Verdict.RESTORED);

        assertThat(report.leftOut()).singleElement().asString().startsWith("There is no manifest");
        assertThat(report.timeToRestore()).isPresent();
    }

    @Test
    void butABackupOfAnotherToolThatIsCutIsNot() throws Exception {
        Files.delete(trial.manifest());
        trial.damage(dump -> dump.substring(0, dump.length() / 2));

        trial.reports(Verdict.DISPROVEN);
    }

    @Test
    void butRowsNeedNotBeCompared() throws Exception {
        assertThat(trial.drill("latest", DataProof.COUNTS).verdict()).isEqualTo(Verdict.RESTORED);
        assertThat(trial.drill("latest", DataProof.NONE).verdict()).isEqualTo(Verdict.RESTORED);
    }

    @Test
    void butRowsThatAreInsertedAreCounted() throws Exception {
        trial.backUp(database, "--inserts");

        DrillReport report = trial.reports(Verdict.RESTORED);

        assertThat(report.leftOut())
                .hasSize(2)
                .allMatch(left -> left.startsWith("Rows of public."));
    }

    /// A store whose objects cannot be read to their end.
    private record BreaksOff(ObjectStore store) implements ObjectStore {

        @Override
        public void probe() throws IOException {
            store.probe();
        }

        @Override
        public InputStream open(ObjectKey key) throws IOException {
            if (!key.value().endsWith(".sql.gz")) {
                return store.open(key);
            }
            InputStream whole = store.open(key);
            return new FilterInputStream(whole) {
                private boolean begun;

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    if (begun) {
                        throw new Failure.Store(
                                Failure.Store.Kind.TRANSIENT, "The line broke", "Wait.", null);
                    }
                    begun = true;
                    return in.read(bytes, offset, Math.min(length, 1000));
                }
            };
        }

        @Override
        public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
            return store.create(key, sizeHint);
        }

        @Override
        public Optional<StoredObject> head(ObjectKey key) throws IOException {
            return store.head(key);
        }

        @Override
        public List<StoredObject> list(String folder) throws IOException {
            return store.list(folder);
        }

        @Override
        public void delete(ObjectKey key) throws IOException {
            store.delete(key);
        }

        @Override
        public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
            return store.sweep(folder, dead);
        }
    }

    /// A store that may only be read.
    private record ReadOnly(ObjectStore store) implements ObjectStore {

        @Override
        public void probe() throws IOException {
            store.probe();
        }

        @Override
        public InputStream open(ObjectKey key) throws IOException {
            return store.open(key);
        }

        @Override
        public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
            throw new Failure.Store(
                    Failure.Store.Kind.DENIED, "Access Denied [a]", "Allow it.", null);
        }

        @Override
        public Optional<StoredObject> head(ObjectKey key) throws IOException {
            return store.head(key);
        }

        @Override
        public List<StoredObject> list(String folder) throws IOException {
            return store.list(folder);
        }

        @Override
        public void delete(ObjectKey key) throws IOException {
            store.delete(key);
        }

        @Override
        public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
            return store.sweep(folder, dead);
        }
    }
}
