package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Values many times as large as the heap of the program, which has 64 MB.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DrillMemoryIT {

    /// In the dump the row is a line of 600 MB.
    @Test
    void aRowAndALargeObjectOfHundredsOfMegabytesAreProven(
            TestServer server, @TempDir Path directory) throws Exception {
        DrillTrial trial = new DrillTrial(server, directory);
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE large (value bytea);
                ALTER TABLE large ALTER value SET STORAGE EXTERNAL;
                INSERT INTO large SELECT convert_to(repeat('0123456789abcde\\', 18750000), 'UTF8');
                SELECT lo_from_bytea(0, convert_to(repeat('0123456789abcdef', 18750000), 'UTF8'));
                """);
        trial.backUp(database);

        ProgramRun run = drill(trial, directory);

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.out()).contains(" is proven: ");
    }

    /// What the comparison of both schemas took stands in the log.
    @Test
    void tenThousandStatementsAreComparedInSeconds(TestServer server, @TempDir Path directory)
            throws Exception {
        DrillTrial trial = new DrillTrial(server, directory);
        String database = server.createDatabase();
        server.runText(
                database,
                """
                DO $$ BEGIN
                    FOR i IN 1..3500 LOOP
                        EXECUTE format('CREATE FUNCTION f%1$s(a varchar) RETURNS boolean LANGUAGE sql RETURN a IN (%1$L, %2$L)', i, 'x');
                        EXECUTE format('COMMENT ON FUNCTION f%1$s(varchar) IS %1$L', i);
                    END LOOP;
                END $$;
                """);
        assertThat(trial.backUp(database).statements()).hasSizeGreaterThan(10_000);

        ProgramRun run = drill(trial, directory);

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.out())
                .contains(" is proven: ")
                .containsPattern("Check schema: held, 1\\d{4} statements")
                .containsPattern("compare schema \\d\\.\\ds");
    }

    /// By the program as it is shipped, in the memory that it allows itself.
    private static ProgramRun drill(DrillTrial trial, Path directory) throws Exception {
        return PackagedProgram.withoutSettings()
                .with("HOME", directory.toString())
                .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + trial.temporary())
                .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                .with("BACKUP_PREFIX", "backups")
                .run("drill");
    }
}
