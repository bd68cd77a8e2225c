package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.hostile.HostileDumps;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.ServerVersion;
import io.github.pgrehearse.postgres.program.Sql;
import io.github.pgrehearse.stream.Deadline;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Words of a manifest, and of what was restored, that would run if they were pasted into psql: no
/// mark of theirs appears.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileWordsIT {

    @TempDir Path directory;

    private DrillTrial trial;
    private Path mark = Path.of("");
    private ConnectionUri uri;

    @BeforeEach
    void backUp(TestServer server) throws IOException {
        trial = new DrillTrial(server, directory);
        Path marks = Files.createDirectory(directory.resolve("marks"));
        Files.setPosixFilePermissions(marks, PosixFilePermissions.fromString("rwxrwxrwx"));
        mark = marks.resolve("mark");
        String database = server.createDatabase();
        server.runText(database, "CREATE TABLE t AS SELECT 1 AS id;");
        trial.backUp(database);
        uri = ConnectionUri.parse(server.server().connectionUri(database).reveal(), Map.of());
    }

    private void drillOn(boolean shared) {
        if (shared) {
            trial.restoreOn(uri);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSettingOfTheManifest(boolean shared) throws IOException {
        drillOn(shared);
        trial.changeManifest(
                "\"DateStyle\" *: *\"ISO\"",
                "\"DateStyle\" : \"ISO\", \"x\\\\n\\\\\\\\! id > %s\\\\nSET work_mem\" : \"4MB\""
                        .formatted(mark));

        trial.reports(Verdict.DISPROVEN);

        assertThat(mark).doesNotExist();
        assertThat(trial.log()).anyMatch(line -> line.contains("field 'session'"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aColumnOfTheManifest(boolean shared) throws IOException {
        drillOn(shared);
        trial.changeManifest(
                "\"columns\" *: *\\[ *\"id\" *\\]",
                "\"columns\" : [ \"id) TO STDOUT\\\\n;\\\\n\\\\\\\\! id >>%s\\\\nSELECT (1\" ]"
                        .formatted(mark));

        trial.reports(Verdict.DISPROVEN);

        assertThat(mark).doesNotExist();
        assertThat(trial.log()).anyMatch(line -> line.contains("field 'columns'"));
    }

    /// A dump can write it into the system's catalog, where it runs as superuser.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConditionOfAnExtension(boolean shared) throws IOException {
        drillOn(shared);
        trial.sabotage(HostileDumps.extensionCondition(mark));

        assertThat(trial.drill("latest").verdict()).isNotEqualTo(Verdict.PROVEN);

        assertThat(mark).doesNotExist();
    }

    /// The second wall, without the first: SQL that was pasted after all.
    @Test
    void psqlObeysNoMetaCommandOfWhatItIsSent() throws IOException {
        Path pasted = Path.of("target", "pasted-mark");
        Files.deleteIfExists(pasted);
        try (PsqlSession session = session(uri)) {
            session.query(Sql.of("SELECT 1\n\\! touch target/pasted-mark\n"));
        }
        assertThat(pasted).doesNotExist();
    }

    @Test
    void anErrorOfHundredsOfMegabytesFits() throws IOException {
        try (PsqlSession session = session(uri)) {
            assertThatThrownBy(() ->
                            session.run(
                                    Sql.of(
                                            "DO $$BEGIN RAISE EXCEPTION '%', repeat('z', 200000000); END$$")))
                    .isInstanceOf(Failure.class)
                    .message()
                    .hasSizeBetween(2_000, 3_000);
            assertThat(session.query(Sql.of("SELECT 1"))).containsExactly(List.of("1"));
        }
    }

    /// What a restored database calls the version of an extension, for example, may be of any
    /// length.
    @Test
    void anAnswerThatIsKeptIsBounded() throws IOException {
        try (PsqlSession session = session(uri)) {
            assertThatThrownBy(() -> session.query(Sql.of("SELECT repeat('z', 200000000)")))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("answered with more than 16 MiB");
            assertThatThrownBy(() ->
                            session.query(Sql.of("SELECT '' FROM generate_series(1, 600000)")))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("answered with more than 16 MiB");
            assertThat(session.query(Sql.of("SELECT 1"))).containsExactly(List.of("1"));
        }
    }

    private static PsqlSession session(ConnectionUri uri) throws IOException {
        PgTools tools =
                new PgTools(
                        List.of(),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                                .map(Path::of)
                                .toList());
        Connector.Connected connected = new Connector(uri).connect();
        Reached reached = connected.reached();
        Deadline deadline = new Deadline(Clock.systemUTC(), Instant.now().plusSeconds(120));
        return new Psql(
                        new ClientPrograms(tools, Map.of()),
                        reached,
                        ServerVersion.of(15, 0),
                        deadline)
                .session("UTF8", StandardCharsets.UTF_8);
    }
}
