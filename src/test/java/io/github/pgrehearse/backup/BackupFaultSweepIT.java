package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.storage.FaultyStore;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.OutageStore;
import io.github.pgrehearse.stream.Compression;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The story, with each of its calls to the store failing in turn.
@ExtendWith(TestServer.Provided.class)
final class BackupFaultSweepIT {

    private static final int NO_END = 200;

    private static final BackupPlan PLAN =
            new BackupPlan(
                    Compression.GZIP,
                    1,
                    2,
                    List.of(),
                    false,
                    Duration.ofMinutes(1),
                    "21600s",
                    "test");

    private static final Logger SILENT = Logger.getLogger("io.github.pgrehearse.sweep");

    private static String database = "";

    @BeforeAll
    static void fill(TestServer server) throws IOException {
        SILENT.setLevel(Level.OFF);
        database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 4000) AS i;
                """);
    }

    @Test
    void whateverCallOfTheStoreFailsNothingIsPublished(TestServer server) throws IOException {
        for (int failing = 1; failing < NO_END; failing++) {
            MemoryStore store = storeWithAHalfBackup(server);
            FaultyStore faulty = new FaultyStore(store, failing, refusal());

            Throwable problem = catchThrowable(() -> backup(server, faulty));

            if (!faulty.failed()) {
                assertThat(problem).isNull();
                return;
            }
            requireNothingButMarked(failing, problem, store);
            nextSucceeds(server, store);
        }
        Assertions.fail("the sweep does not end");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whateverAnswerIsLostNothingLooksLikeABackupAndIsNone(boolean lasting, TestServer server)
            throws IOException {
        for (int failing = 1; failing < NO_END; failing++) {
            MemoryStore store = storeWithAHalfBackup(server);
            OutageStore outage = new OutageStore(store, failing, lasting);

            Throwable problem = catchThrowable(() -> backup(server, outage));

            if (!outage.failed()) {
                assertThat(problem).isNull();
                return;
            }
            if (problem != null) {
                assertThat(problem).as("call %d", failing).isInstanceOf(Failure.Store.class);
            }
            // The manifest may be there, and nobody was left to ask: then all of it is there
            assertThat(states(store))
                    .as("call %d", failing)
                    .isSubsetOf(CatalogEntry.State.UNFINISHED, CatalogEntry.State.WHOLE);
            nextSucceeds(server, store);
        }
        Assertions.fail("the sweep does not end");
    }

    /// That what an earlier run left cannot be cleared away is no failure, nor that the mark cannot
    /// be taken away once the manifest is there.
    private static void requireNothingButMarked(
            int failing, @Nullable Throwable problem, ObjectStore store) throws IOException {
        if (problem == null) {
            assertThat(states(store))
                    .as("call %d", failing)
                    .contains(CatalogEntry.State.WHOLE)
                    .isSubsetOf(CatalogEntry.State.UNFINISHED, CatalogEntry.State.WHOLE);
            return;
        }
        assertThat(problem).as("call %d", failing).isInstanceOf(Failure.Store.class);
        assertThat(states(store)).as("call %d", failing).isSubsetOf(CatalogEntry.State.UNFINISHED);
    }

    /// As a run leaves it that was killed just before it published.
    private static MemoryStore storeWithAHalfBackup(TestServer server) throws IOException {
        MemoryStore store = new MemoryStore(Clock.systemUTC());
        Manifest manifest = backup(server, store);
        store.list("backups").stream()
                .filter(object -> object.key().value().endsWith(".manifest.json"))
                .forEach(object -> store.delete(object.key()));
        Owner owner = new Owner(manifest.database().systemIdentifier(), manifest.database().name());
        ObjectKey marker = new Catalog(store, "backups").markerKey(manifest.name());
        store.put(marker, (owner.line() + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(states(store)).containsExactly(CatalogEntry.State.UNFINISHED);
        assertThat(manifest.tables()).hasSize(1);
        return store;
    }

    private static void nextSucceeds(TestServer server, MemoryStore store) throws IOException {
        Manifest manifest = backup(server, store);
        assertThat(states(store)).containsOnly(CatalogEntry.State.WHOLE);
        try (InputStream dump = Compression.GZIP.expand(store.open(manifest.dump().key()))) {
            assertThat(dump.transferTo(OutputStream.nullOutputStream()))
                    .isEqualTo(manifest.dump().uncompressedSize());
        }
    }

    private static List<CatalogEntry.State> states(ObjectStore store) throws IOException {
        return new Catalog(store, "backups").list().stream().map(CatalogEntry::state).toList();
    }

    private static Manifest backup(TestServer server, ObjectStore store) throws IOException {
        List<Path> path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false);
        return new Backup(
                        PLAN,
                        new ClientPrograms(new PgTools(List.of(), path), Map.of()),
                        store,
                        new Catalog(store, "backups"),
                        new Console(nowhere, false),
                        Clock.systemUTC(),
                        System.getLogger(SILENT.getName()))
                .run(
                        ConnectionUri.parse(
                                server.server().connectionUri(database).reveal(), Map.of()));
    }

    private static Failure.Store refusal() {
        return new Failure.Store(
                Failure.Store.Kind.DENIED, "Access Denied [by the test]", "Let it.", null);
    }
}
