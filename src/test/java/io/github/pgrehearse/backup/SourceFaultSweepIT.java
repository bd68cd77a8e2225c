package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.backup.S3Scene.Outcome;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A backup to a bucket, with each of its connections to the server breaking in turn: ours, that of
/// `pg_dump`, those of `pg_dumpall`.
@ExtendWith({TestServer.Provided.class, S3Servers.Provided.class})
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SourceFaultSweepIT {

    private static String database = "";

    private S3Scene scene;
    private int connections;

    @BeforeAll
    static void fill(TestServer postgres) throws IOException {
        database = S3Scene.fill(postgres);
    }

    @BeforeEach
    void open(TestServer postgres, S3Server server) throws IOException {
        scene = new S3Scene(postgres, database, server);
        assertThat(scene.backUpDirectly("clean").problem()).isEmpty();
        connections = scene.source().connections();
        assertThat(connections).isGreaterThan(2);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    @Test
    void whicheverConnectionIsCutNothingIsLeft() throws IOException {
        for (int connection = 1; connection <= connections; connection++) {
            for (long bytes : List.of(0L, 700L, 5000L, 1_000_000L)) {
                scene.source().resetAfter(bytes);
                requireNothingLeft(connection, bytes, Duration.ofMinutes(1));
            }
        }
        nextSucceeds();
    }

    @Test
    void whicheverConnectionFallsSilentNothingIsLeft() throws IOException {
        for (int connection = 1; connection <= connections; connection++) {
            for (long bytes : List.of(0L, 1_000_000L)) {
                scene.source().stallAfter(bytes);
                requireNothingLeft(connection, bytes, Duration.ofSeconds(5));
            }
        }
        nextSucceeds();
    }

    private void requireNothingLeft(int connection, long bytes, Duration timeout)
            throws IOException {
        String prefix = "connection-%d-%d".formatted(connection, bytes);
        scene.source().only(connection);
        Outcome outcome = scene.backUpDirectly(prefix, timeout);
        boolean struck = scene.source().struck();
        scene.source().mend();
        if (!struck) {
            // It brings less than that
            assertThat(outcome.problem()).as(prefix).isEmpty();
        }
        if (outcome.problem().isPresent()) {
            assertThat(outcome.problem().get()).as(prefix).isInstanceOf(Failure.Database.class);
            assertThat(outcome.problem().get()).as(prefix).matches(S3Scene::isTold);
            assertThat(scene.objects(prefix)).as(prefix).isEmpty();
        } else {
            assertThat(scene.objects(prefix)).as(prefix).hasSize(3);
        }
        assertThat(scene.uploads(prefix)).as(prefix).isEmpty();
        scene.clear(prefix);
    }

    private void nextSucceeds() {
        assertThat(scene.backUpDirectly("next").problem()).isEmpty();
        assertThat(scene.objects("next")).hasSize(3);
        scene.clear("next");
    }
}
