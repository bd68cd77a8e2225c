package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of damage to a backup disproves it, and is named.
@ExtendWith(TestServer.Provided.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class DrillDamageIT {

    /// The sound backup that each test damages a copy of.
    private Path sound = Path.of("");

    private DrillTrial trial;

    @BeforeAll
    void backUp(TestServer server, @TempDir Path directory) throws IOException {
        sound = directory;
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE EXTENSION hstore;
                CREATE TABLE person (id integer PRIMARY KEY, name text, born date);
                INSERT INTO person SELECT i, 'name ' || i, date '2000-01-01' + i
                FROM generate_series(1, 200) AS i;
                CREATE TABLE visit (person integer REFERENCES person, at timestamptz, CHECK (at > '1999-01-01'));
                INSERT INTO visit SELECT i, timestamptz '2024-01-01 12:00Z' + i * interval '1 day'
                FROM generate_series(1, 200) AS i;
                CREATE INDEX visit_at ON visit (at);
                CREATE TABLE empty (a integer);
                CREATE TABLE part (id integer, what text) PARTITION BY RANGE (id);
                CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (100);
                CREATE TABLE part_2 PARTITION OF part DEFAULT;
                INSERT INTO part SELECT i, 'x' FROM generate_series(1, 150) AS i;
                CREATE SEQUENCE counter;
                SELECT setval('counter', 42);
                CREATE FUNCTION answer() RETURNS integer LANGUAGE sql AS 'SELECT 42';
                CREATE VIEW names AS SELECT name FROM person;
                CREATE MATERIALIZED VIEW total AS SELECT count(*) FROM person;
                SELECT lo_from_bytea(4711, 'the content');
                SELECT lo_create(4712);
                COMMENT ON TABLE person IS 'people';
                """);
        new DrillTrial(server, sound).backUp(database);
    }

    /// On the server that is there, since one started for each of so many drills takes longer than
    /// the drill.
    @BeforeEach
    void copy(TestServer server, @TempDir Path directory) throws IOException {
        trial = new DrillTrial(server, directory);
        trial.takeOver(new DrillTrial(server, sound));
        trial.restoreOn(
                ConnectionUri.parse(server.server().connectionUri("postgres").reveal(), Map.of()));
    }

    /// Requires a drill to find the backup bad, and to say so in one line of the specification's
    /// words.
    private DrillReport disproves(String words) throws IOException {
        DrillReport report = trial.reports(Verdict.DISPROVEN);
        assertThat(trial.log())
                .filteredOn(line -> line.startsWith("ERROR"))
                .singleElement()
                .asString()
                .startsWith("ERROR " + words)
                .endsWith(". Keep the older backups, and take a new one now.");
        assertThat(trial.reportNames()).singleElement().asString().endsWith(".disproven.json");
        return report;
    }

    private static List<String> differences(DrillReport report) {
        return report.checks().stream().flatMap(check -> check.differences().stream()).toList();
    }

    @Test
    void noneIsFoundWhereThereIsNone() throws Exception {
        trial.proves();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDumpThatIsCutAnywhere(long seed) throws Exception {
        byte[] whole = Files.readAllBytes(trial.dump());
        int kept = 1 + new Random(seed).nextInt(whole.length - 1);
        Files.write(trial.dump(), Arrays.copyOf(whole, kept));

        assertThat(differences(disproves("Restore failed")))
                .contains("Compressed data is damaged [gzip: it ends in the middle]");
    }

    @Test
    void anEmptyObject() throws Exception {
        Files.write(trial.dump(), new byte[0]);

        disproves("Backup file is empty or does not exist");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aByteThatChanged(long seed) throws Exception {
        byte[] whole = Files.readAllBytes(trial.dump());
        whole[20 + new Random(seed).nextInt(whole.length - 20)] ^= 0x10;
        Files.write(trial.dump(), whole);

        assertThat(differences(disproves("Restore failed")))
                .anyMatch(difference -> difference.startsWith("stored object: SHA-256 "));
    }

    /// The manifest tells size and SHA-256 of what is there now, as stored.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aByteThatChangedAndIsHidden(long seed) throws Exception {
        byte[] whole = Files.readAllBytes(trial.dump());
        whole[20 + new Random(seed).nextInt(whole.length - 28)] ^= 0x01;
        Files.write(trial.dump(), whole);
        trial.hideWhatIsStored();

        assertThat(check(disproves("Restore failed"), "dump is whole").answer())
                .isEqualTo(Answer.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\0\0\0\0", "garbage", "\u001f\u008b"})
    void somethingBehindTheEnd(String garbage) throws Exception {
        Files.write(
                trial.dump(),
                garbage.getBytes(StandardCharsets.ISO_8859_1),
                StandardOpenOption.APPEND);
        trial.hideWhatIsStored();

        assertThat(differences(disproves("Restore failed")))
                .anyMatch(
                        difference -> difference.startsWith("Compressed data is damaged [gzip: "));
    }

    @Test
    void garbage() throws Exception {
        Files.writeString(trial.dump(), "This is no dump.");

        assertThat(differences(disproves("Restore failed")))
                .contains("Compressed data is damaged [gzip: not gzip]");
    }

    @Test
    void garbageThatIsCompressed() throws Exception {
        trial.damage(_ -> "This is no dump.");

        disproves("Restore failed");
    }

    /// The manifest was made to tell the size and SHA-256 of what is there now.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    (?m)^17\\tname 17\\t.*\\n                | ``                          | public.person: 200 rows expected, 199 found
                    name 17\\t                              | name 18\\t                  | public.person: 200 rows, as expected, but not the same ones
                    (?m)^(17\\tname 17\\t.*\\n)              | $1$1                        | public.person: 200 rows expected, 201 found
                    (?s)(1\\tname) 1\\t(.*2\\tname) 2\\t      | $1 2\\t$2 1\\t                | public.person: 200 rows, as expected, but not the same ones
                    (?s)(COPY public.visit .*?\\n).*?\\n\\\\\\. | $1\\\\.                       | public.visit: 200 rows expected, 0 found
                    CREATE INDEX visit_at .*               | ``                          | missing: CREATE INDEX visit_at
                    (CREATE INDEX visit_at) ON             | $1_too ON                   | missing: CREATE INDEX visit_at
                    SELECT 42                              | SELECT 43                   | changed: CREATE FUNCTION public.answer
                    'public.counter', 42                   | 'public.counter', 41        | public.counter: 42 expected, 41 found
                    SELECT pg_catalog.setval.*             | ``                          | public.counter: 42 expected, none found
                    (COMMENT ON TABLE .*;)                 | $1 $1                       | too many: COMMENT ON TABLE public.person
                    (CREATE VIEW public.names)             | CREATE TABLE extra (); $1   | too many: CREATE TABLE extra
                    (?s)lowrite\\(0, '.x                     | lowrite(0, '\\\\x00           | large objects: 2 with 11 bytes expected, 2 with 12 bytes found
                    """)
    void whatIsInTheDump(String pattern, String replacement, String difference) throws Exception {
        trial.damageAndHide(replacing(pattern, replacement));

        assertThat(differences(disproves("Restore failed"))).contains(difference);
    }

    private static UnaryOperator<String> replacing(String pattern, String replacement) {
        return dump -> {
            String changed = dump.replaceFirst(pattern, replacement);
            assertThat(changed).as(pattern).isNotEqualTo(dump);
            return changed;
        };
    }

    /// A row's edge is where a restore of a cut dump ends well.
    @Test
    void aDumpThatEndsInItsRows() throws Exception {
        trial.damageAndHide(dump -> dump.substring(0, dump.indexOf("17\tname 17")));

        DrillReport report = disproves("Restore failed");

        assertThat(check(report, DrillReport.RESTORE).answer()).isEqualTo(Answer.HELD);
        assertThat(check(report, "dump is whole").answer()).isEqualTo(Answer.FAILED);
    }

    private static Check check(DrillReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The manifest agrees with the dump in all; what the statements do on the way is to be seen in
    /// the restored copy alone.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    DELETE FROM public.visit WHERE person = 200          | rows               | public.visit: 200 rows expected, 199 found
                    UPDATE public.person SET name = 'x' WHERE id = 7     | rows               | public.person: 200 rows, as expected, but not the same ones
                    INSERT INTO public.part_2 VALUES (777, NULL)         | rows               | public.part_2: 51 rows expected, 52 found
                    INSERT INTO public.empty VALUES (NULL)               | rows               | public.empty: 0 rows expected, 1 found
                    DROP TABLE public.empty                              | rows               | public.empty: the table is missing
                    ALTER TABLE public.person DROP name CASCADE          | rows               | public.person: column "name" of relation "person" does not exist (42703)
                    CREATE TABLE public.more AS SELECT 1                 | rows               | public.more: has rows, but none in the dump
                    PERFORM nextval('public.counter')                    | sequences          | public.counter: 42 expected, 43 found
                    DROP SEQUENCE public.counter                         | sequences          | public.counter: 42 expected, none found
                    PERFORM lo_put(4711, 4, 'C')                         | large objects      | large objects: 2 with 11 bytes, as expected, but not the same ones
                    PERFORM lo_unlink(4712)                              | large objects      | large objects: 2 with 11 bytes expected, 1 with 11 bytes found
                    REFRESH MATERIALIZED VIEW public.total WITH NO DATA  | materialized views | public.total: is not populated
                    DROP EXTENSION hstore                                | extensions         | hstore: the extension is missing
                    DROP INDEX public.visit_at                           | schema             | missing: CREATE INDEX visit_at
                    ALTER TABLE public.visit DROP CONSTRAINT visit_person_fkey | schema       | missing: ALTER TABLE ADD CONSTRAINT public.visit
                    ALTER TABLE public.person ALTER name SET NOT NULL    | schema             | changed: CREATE TABLE public.person
                    COMMENT ON TABLE public.person IS 'persons'          | schema             | changed: COMMENT ON TABLE public.person
                    """)
    void whatIsRestored(String statement, String check, String difference) throws Exception {
        // which takes statements that no pg_dump writes
        trial.restoreOnOwnServer();
        // in the whole copy only, not in the one of the schema alone
        trial.sabotage(
                "DO $$BEGIN IF current_database() NOT LIKE '%%\\_schema' THEN %s; END IF; END$$;"
                        .formatted(statement));

        DrillReport report = disproves("Restore failed");

        assertThat(check(report, check).differences()).contains(difference);
    }

    /// Forty errors, of which psql stops at the first.
    @Test
    void statementsThatCannotBeRun() throws Exception {
        trial.restoreOnOwnServer();
        trial.sabotage("SELECT no_such_function();\n".repeat(40));

        assertThat(differences(disproves("Restore failed [")))
                .containsExactly(
                        "function no_such_function() does not exist (42883), at: SELECT no_such_function();");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\! touch /tmp/pgrehearse-escaped",
                "\\connect postgres",
                "SELECT 1 \\g /tmp/pgrehearse-escaped",
                "\\copy person TO '/tmp/pgrehearse-escaped'"
            })
    void aCommandThatLeadsOutOfTheSandbox(String command) throws Exception {
        Path trace = Path.of("/tmp/pgrehearse-escaped");
        Files.deleteIfExists(trace);
        trial.sabotage(command);

        assertThat(differences(disproves("Restore failed [")))
                .anyMatch(difference -> difference.contains("meta-command of psql, \\"));
        assertThat(trace).doesNotExist();
    }

    @Test
    void aManifestThatIsNone() throws Exception {
        Files.writeString(trial.manifest(), "{ \"format\" : 1");

        assertThat(differences(disproves("Restore failed")))
                .singleElement()
                .asString()
                .startsWith("Manifest cannot be read");
    }

    @Test
    void theManifestOfAnotherBackup() throws Exception {
        String manifest = Files.readString(trial.manifest(), StandardCharsets.UTF_8);
        Files.writeString(
                trial.manifest(),
                manifest.replaceFirst("backup_\\d{8}_\\d{6}", "backup_20240207_143022"));

        assertThat(differences(disproves("Restore failed")))
                .containsExactly("it is that of backup_20240207_143022");
    }

    @Test
    void theManifestOfAnotherBackupUnderThisName(TestServer server) throws Exception {
        String other = server.createDatabase();
        server.runText(other, "CREATE TABLE person AS SELECT 1 AS id");
        String name = trial.catalog().find("latest", Instant.now()).name().toString();
        Path manifest = trial.manifest();
        trial.backUp(other);
        String another = trial.catalog().find("latest", Instant.now()).name().toString();
        String text = Files.readString(trial.manifest()).replace(another, name);
        Files.delete(trial.manifest());
        Files.delete(trial.dump());
        Files.writeString(manifest, text);

        assertThat(differences(disproves("Restore failed")))
                .anyMatch(difference -> difference.startsWith("stored object: "))
                .contains("public.person: 1 rows expected, 200 found");
    }
}
