package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.DrillPlan.DataProof;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What restored copies are asked besides the comparison.
@ExtendWith(TestServer.Provided.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class QueriesIT {

    private String database = "";
    private Path directory = Path.of("");
    private DrillTrial trial;

    @BeforeAll
    void makeDatabase(TestServer server) throws IOException {
        database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE person (id integer PRIMARY KEY, name text);
                INSERT INTO person SELECT i, 'name ' || i FROM generate_series(1, 200) AS i;
                CREATE INDEX person_name ON person (name);
                INSERT INTO person VALUES (-1, 'below');
                ALTER TABLE person ADD CONSTRAINT above CHECK (id > 0) NOT VALID;
                """);
    }

    @BeforeEach
    void backUp(TestServer server, @TempDir Path temporary) throws IOException {
        directory = temporary;
        trial = new DrillTrial(server, temporary);
    }

    private DrillReport drill(Verdict verdict, boolean strict, String queries) throws IOException {
        return drill(verdict, strict, Duration.ofMinutes(5), queries);
    }

    private DrillReport drill(Verdict verdict, boolean strict, Duration timeout, String queries)
            throws IOException {
        trial.backUp(database);
        Path file = directory.resolve("test-queries.sql");
        Files.writeString(file, queries);
        DrillPlan plan =
                new DrillPlan(
                        DataProof.FULL,
                        UserQueries.read(file, strict),
                        timeout,
                        Optional.empty(),
                        "test");
        Outcome outcome = trial.drill("latest", plan);
        assertThat(outcome.verdict()).as(String.join("\n", trial.log())).isEqualTo(verdict);
        return outcome.report().orElseThrow();
    }

    /// The rows are of the transaction that made the index behind them.
    @Test
    void theCopyIsRestoredInOneTransaction() throws IOException {
        drill(
                Verdict.PROVEN,
                true,
                """
                SELECT (SELECT xmin FROM person WHERE id = 1)
                     = (SELECT xmin FROM pg_class WHERE relname = 'person_name');
                """);
    }

    private static Check check(DrillReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allAreAnsweredAsTheyMustBe() throws Exception {
        DrillReport report =
                drill(
                        Verdict.PROVEN,
                        true,
                        """
                        -- expect: 201
                        SELECT count(*) FROM person;
                        -- expect: true
                        SELECT bool_and(name <> '') FROM person;
                        -- expect: null
                        SELECT max(id) FROM person WHERE id > 1000;
                        -- expect: rows 201
                        TABLE person;
                        -- expect: false
                        SELECT 1 = 2;
                        SELECT FROM person WHERE false;
                        SELECT '{"a": 1}'::jsonb ? 'a', '{d ''2024-01-01''}';
                        SHOW server_version;
                        DO $$ BEGIN ASSERT (SELECT count(*) FROM person) > 0; END $$;
                        """);

        assertThat(check(report, "queries").answer()).isEqualTo(Answer.HELD);
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void oneThatFailsIsAWarning() throws Exception {
        DrillReport report =
                drill(
                        Verdict.PROVEN,
                        false,
                        """
                        SELECT 1 = 2;
                        -- expect: > 1000
                        SELECT count(*)
                            FROM person;
                        SELECT * FROM missing;
                        SELECT 1 / (id - 100) FROM person ORDER BY id;
                        SELECT 1;
                        """);

        assertThat(report.warnings())
                .containsExactly(
                        "Query failed: SELECT 1 = 2 [false returned]",
                        "Query failed: SELECT count(*) FROM person [> 1000 expected, 201 returned]",
                        "Query failed: SELECT * FROM missing [relation \"missing\" does not exist (42P01)]",
                        "Query failed: SELECT 1 / (id - 100) FROM person ORDER BY id [division by zero (22012)]");
        assertThat(trial.log()).contains("WARNING Query failed: SELECT 1 = 2 [false returned]");
        assertThat(report.checks()).noneMatch(check -> check.name().equals("queries"));
    }

    @Test
    void oneThatFailsDisprovesWhereThatIsWanted() throws Exception {
        DrillReport report = drill(Verdict.DISPROVEN, true, "SELECT 1 = 2; SELECT 1");

        assertThat(check(report, "queries").differences())
                .containsExactly("Query failed: SELECT 1 = 2 [false returned]");
    }

    @Test
    void noneCanWrite() throws Exception {
        DrillReport report =
                drill(
                        Verdict.PROVEN,
                        false,
                        """
                        DELETE FROM person;
                        SET TRANSACTION READ WRITE;
                        SELECT set_config('transaction_read_only', 'off', true);
                        DO $$ BEGIN COMMIT; DELETE FROM person; END $$;
                        DO $$ BEGIN SET LOCAL transaction_read_only = off; DELETE FROM person; END $$;
                        COMMIT;
                        DROP TABLE person;
                        SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE;
                        DELETE FROM person;
                        ROLLBACK;
                        -- expect: 201
                        SELECT count(*) FROM person;
                        """);

        assertThat(report.warnings())
                .hasSize(7)
                .allMatch(warning -> warning.startsWith("Query failed: "))
                .noneMatch(warning -> warning.contains("201"));
    }

    @Test
    void oneThatTakesTooLongSaysNothingOfTheBackup() throws Exception {
        DrillReport report =
                drill(
                        Verdict.UNPROVEN,
                        true,
                        Duration.ofSeconds(20),
                        "SELECT pg_sleep(60); SELECT 1");

        assertThat(check(report, "queries").answer()).isEqualTo(Answer.UNKNOWN);
        assertThat(report.warnings())
                .containsExactly(
                        "Query failed: SELECT pg_sleep(60) [canceling statement due to statement timeout (57014)]");
    }

    @Test
    void anAnswerThatIsTooLongIsNotHeldInMemory() throws Exception {
        DrillReport report =
                drill(Verdict.PROVEN, false, "SELECT repeat('x', 50000000); SELECT 1;");

        assertThat(report.warnings())
                .singleElement()
                .asString()
                .startsWith("Query failed: SELECT repeat('x', 50000000) [");
    }

    @Test
    void whatWasNotValidInTheSourceIsNoFault() throws Exception {
        DrillReport report = drill(Verdict.PROVEN, true, "");

        assertThat(check(report, "tables").says()).isEqualTo("1 are there");
        assertThat(check(report, "indexes").answer()).isEqualTo(Answer.HELD);
        assertThat(check(report, "constraints").answer()).isEqualTo(Answer.HELD);
    }

    @Test
    void anIndexThatIsNotValidIsFound() throws Exception {
        trial.backUp(database);
        trial.sabotage(
                """
                DO $$ BEGIN IF EXISTS (SELECT FROM public.person) THEN
                    UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.person_name'::regclass;
                    CREATE TABLE public.more (a integer);
                END IF; END $$;
                """);

        DrillReport report = trial.reports(Verdict.DISPROVEN);

        assertThat(check(report, "indexes").differences())
                .containsExactly("public.person_name: the index is not valid");
        assertThat(check(report, "tables").differences())
                .containsExactly("public.more: is one too many");
    }
}
