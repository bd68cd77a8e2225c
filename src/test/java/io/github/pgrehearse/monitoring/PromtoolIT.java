package io.github.pgrehearse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Prometheus's own tool says of our rules, our metrics and the dashboard's queries. Where it
/// comes from: `scripts/promtool-for-tests`.
final class PromtoolIT {

    private static final Path BROUGHT = Path.of(".cache/prometheus/promtool").toAbsolutePath();

    @TempDir Path directory;

    private static void require(Path input, String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Files.exists(BROUGHT) ? BROUGHT.toString() : "promtool");
        command.addAll(List.of(words));
        Process process =
                new ProcessBuilder(command)
                        .directory(Monitoring.FOLDER.toFile())
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void require(String... words) throws Exception {
        require(Path.of("/dev/null"), words);
    }

    @Test
    void theConfigurationIsOne() throws Exception {
        require("check", "config", "prometheus.yml");
    }

    @Test
    void theRulesAreRules() throws Exception {
        require("check", "rules", "--lint=all", "--lint-fatal", "alerts.yml");
    }

    @Test
    void theRulesFireWhenTheyMustAndOnlyThen() throws Exception {
        require("test", "rules", "alerts-test.yml");
    }

    /// It also knows how metrics are to be named.
    @Test
    void theMetricsKeepToTheConventions() throws Exception {
        Path scrape = Path.of("src/test/resources/golden/metrics.txt");
        // the golden text leaves out the values of this process
        Path whole = Files.writeString(directory.resolve("scrape"), filled(scrape));
        require(whole, "check", "metrics");
    }

    private static String filled(Path scrape) throws IOException {
        return Files.readString(scrape).replace(" ...\n", " 1\n");
    }

    @Test
    void theQueriesOfTheDashboardCanBeAsked() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        int number = 0;
        for (String expression : Monitoring.expressions()) {
            rules.append(
                    "      - record: query%d\n        expr: >-\n          %s\n"
                            .formatted(number++, expression.replace("$__rate_interval", "5m")));
        }
        Path file = Files.writeString(directory.resolve("queries.yml"), rules);
        require("check", "rules", file.toString());
    }
}
