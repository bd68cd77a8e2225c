package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.NamedInFailures;
import io.github.pgrehearse.backup.VersionMatrixContract.Combination;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.stream.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Servers of all majors, backed up to buckets: what lies there is what a directory would hold.
/// That it can be restored from there, drills show.
@ExtendWith({TestServers.Provided.class, S3Servers.Provided.class, NamedInFailures.class})
@Timeout(180)
final class VersionMatrixS3IT {

    private static final String PREFIX = "production/ unusual, ünï/backups";

    /// Two dumps of the same data are alike only if the key that guards them is; without
    /// compression the dump is more than one part.
    private static final BackupPlan PLAN =
            new BackupPlan(
                    Compression.NONE,
                    6,
                    2,
                    List.of("--restrict-key=fixed"),
                    true,
                    Duration.ofMinutes(2),
                    "3600s",
                    "test");

    /// Every server with the client that suits it best: what else goes into a directory goes into a
    /// bucket too.
    static List<Combination> combinations() throws IOException {
        Map<Integer, Combination> best = new TreeMap<>();
        VersionMatrixContract.combinations()
                .forEach(combination -> best.putIfAbsent(combination.major(), combination));
        return List.copyOf(best.values());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("combinations")
    void holdsTheSameBytesInEveryStore(
            Combination combination, TestServers majors, S3Servers buckets, @TempDir Path directory)
            throws Exception {
        TestServer server = majors.of(combination.major()).by(combination.clients());
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        server.runText(
                database,
                "CREATE TABLE filling AS"
                        + " SELECT i, repeat(md5(i::text), 8) AS text"
                        + " FROM generate_series(1, 40000) AS i");
        ClientPrograms clients = new ClientPrograms(combination.clients(), Map.of());
        ObjectStore disk = new DirectoryStore(directory.resolve("store"), new Traffic());
        byte[] expected = dump(new BackupTrial(server, clients, disk, PREFIX), disk, database);
        assertThat(expected).hasSizeGreaterThan(8 << 20);

        for (S3Server.Kind kind : S3Server.Kind.values()) {
            S3Server s3 = buckets.of(kind);
            try (S3Store bucket =
                    new S3Store(s3.bucket(s3.createBucket()), Patience.SHORT, new Traffic())) {
                BackupTrial trial = new BackupTrial(server, clients, bucket, PREFIX);

                byte[] stored = dump(trial, bucket, database);

                assertThat(stored).as("dump in %s", s3).isEqualTo(expected);
            }
        }
    }

    private static byte[] dump(BackupTrial trial, ObjectStore store, String database)
            throws Exception {
        Manifest manifest = trial.backUp(PLAN, database);
        ObjectKey key = manifest.dump().key();
        try (InputStream in = store.open(key)) {
            return in.readAllBytes();
        }
    }
}
