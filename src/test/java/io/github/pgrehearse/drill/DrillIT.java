package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.stream.Compression;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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

/// Drills of sound backups find them sound.
@ExtendWith(TestServer.Provided.class)
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
final class DrillIT {

    /// One of everything, but for what cannot be proven: see the tests below.
    private String everything = "";

    private DrillTrial trial;

    @BeforeAll
    void makeDatabase(TestServer server) throws IOException {
        everything = server.createDatabase();
        server.runResource(everything, "/databases/provable.sql");
    }

    @BeforeEach
    void setTrial(TestServer server, @TempDir Path directory) throws IOException {
        trial = new DrillTrial(server, directory);
    }

    @ParameterizedTest
    @EnumSource
    void provesEverything(Compression compression) throws Exception {
        trial.backUp(compression, everything);

        DrillReport report = trial.proves();

        assertThat(report.checks()).allMatch(check -> check.answer() == Answer.HELD);
        assertThat(report.timeToRestore()).isPresent();
        assertThat(trial.reportNames())
                .singleElement()
                .asString()
                .matches("backup_\\d{8}_\\d{6}\\.drill_\\d{8}_\\d{6}\\.proven\\.json");
        assertThat(trial.catalog().find("latest-proven", Instant.now()).name())
                .isEqualTo(report.backup());
    }

    @Test
    void provesAnEmptyDatabase(TestServer server) throws Exception {
        trial.backUp(server.createDatabase());

        trial.proves();
    }

    @Test
    void tellsWhatItLeftOut(TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        trial.backUp(database);

        DrillReport report = trial.reports(Verdict.RESTORED);

        assertThat(report.leftOut())
                .satisfiesExactlyInAnyOrder(
                        left -> assertThat(left).startsWith("Subscription \"odd; subscription\""),
                        left -> assertThat(left).startsWith("Rows of parts.by_enum were counted"));
    }
}
