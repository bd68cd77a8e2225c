package io.github.pgrehearse.dump;

import io.github.pgrehearse.postgres.TestServer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random databases, dumped for real. `-Dfuzz.seeds=500` tries more of them, `-Dfuzz.first=123`
/// begins at that seed; the name of a failed test tells its seed.
@ExtendWith(TestServer.Provided.class)
final class DumpScannerFuzzIT {

    private static final long SEEDS = 30;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void findsWhatTheDatabaseHolds(long seed, TestServer server) throws Exception {
        String database = server.createDatabase();
        server.runText(database, RandomDatabase.script(seed));

        ScanComparison.compare(server, database);
    }

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("fuzz.seeds", SEEDS))
                .map(seed -> seed + Long.getLong("fuzz.first", 1));
    }
}
