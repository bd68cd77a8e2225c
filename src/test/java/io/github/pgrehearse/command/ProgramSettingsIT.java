package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.PackagedProgram;
import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.program.TestPrograms;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestServers.Provided.class)
@Timeout(120)
final class ProgramSettingsIT {

    /// Whatever their order, and whatever else is in the list.
    @ParameterizedTest
    @ValueSource(ints = {17, 18})
    void takesTheProgramsThatFitFromSeveralPlaces(
            int major, TestServers servers, @TempDir Path directory) throws Exception {
        TestServer server = servers.of(major);
        String places =
                "%s:: %s :%s:%s"
                        .formatted(
                                directory.resolve("missing"),
                                TestPrograms.client(18),
                                TestPrograms.client(17),
                                TestPrograms.server(major).bin());

        ProgramRun run =
                PackagedProgram.withoutSettings()
                        .with("HOME", directory.toString())
                        .with("PG_BIN_DIR", places)
                        .with("S3_ENDPOINT", "file://" + directory.resolve("store"))
                        .with(
                                "DATABASE_URL",
                                server.server().connectionUri(server.createDatabase()).reveal())
                        .run("backup");

        assertThat(run.status()).as(run.all()).isZero();
        assertThat(run.all())
                .contains("Dumping database... (pg_dump %d.".formatted(major))
                .contains("Backup completed successfully");
    }
}
