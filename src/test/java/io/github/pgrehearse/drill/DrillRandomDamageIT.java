package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.dump.RandomDatabase;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random databases are proven, and no longer once any line of their dumps is gone, doubled or
/// changed: also where size and SHA-256 were made to fit.
///
/// `-Dfuzz.seeds=100` tries more of them, `-Dfuzz.first=7` begins with another one.
@ExtendWith(TestServer.Provided.class)
@Timeout(120)
final class DrillRandomDamageIT {

    private static final long SEEDS = 3;

    static LongStream seeds() {
        return LongStream.range(0, Long.getLong("fuzz.seeds", SEEDS))
                .map(seed -> seed + Long.getLong("fuzz.first", 1));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isToldFromASoundBackup(long seed, TestServer server, @TempDir Path directory)
            throws Exception {
        String database = server.createDatabase();
        server.runText(database, RandomDatabase.script(seed));
        DrillTrial trial = new DrillTrial(server, directory);
        trial.backUp(database);
        trial.restoreOn(
                ConnectionUri.parse(server.server().connectionUri(database).reveal(), Map.of()));

        trial.proves();

        byte[] dump = Files.readAllBytes(trial.dump());
        byte[] manifest = Files.readAllBytes(trial.manifest());
        Random random = new Random(seed);
        for (Damage damage : Damage.values()) {
            trial.damageAndHide(damage.somewhere(random));
            trial.reports(Verdict.DISPROVEN);
            Files.write(trial.dump(), dump);
            Files.write(trial.manifest(), manifest);
        }
    }

    private enum Damage {
        GONE {
            @Override
            List<String> of(String line, Random random) {
                return List.of();
            }
        },
        DOUBLED {
            @Override
            List<String> of(String line, Random random) {
                return List.of(line, line);
            }
        },
        CHANGED {
            @Override
            List<String> of(String line, Random random) {
                int at = random.nextInt(line.length());
                char other = line.charAt(at) == 'x' ? 'y' : 'x';
                return List.of(line.substring(0, at) + other + line.substring(at + 1));
            }
        };

        /// What becomes of a line.
        abstract List<String> of(String line, Random random);

        UnaryOperator<String> somewhere(Random random) {
            return dump -> {
                List<String> lines = new ArrayList<>(Arrays.asList(dump.split("\n", -1)));
                int[] candidates =
                        IntStream.range(0, lines.size())
                                .filter(i -> matters(lines.get(i)))
                                .toArray();
                int at = candidates[random.nextInt(candidates.length)];
                List<String> damaged = of(lines.remove(at), random);
                lines.addAll(at, damaged);
                String changed = String.join("\n", lines);
                assertThat(changed).isNotEqualTo(dump);
                return changed;
            };
        }

        /// Not so an empty line and a comment, of which most stand outside of any statement, and
        /// the frame that a drill leaves out.
        private static boolean matters(String line) {
            return !line.isBlank()
                    && !line.startsWith("--")
                    && !line.startsWith("\\restrict ")
                    && !line.startsWith("\\unrestrict ");
        }
    }
}
