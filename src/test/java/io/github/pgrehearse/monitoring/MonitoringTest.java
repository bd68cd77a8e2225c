package io.github.pgrehearse.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The dashboard is one that Grafana takes, as far as its files tell, and it and the alert rules
/// build on nothing that the service does not tell.
final class MonitoringTest {

    private static final Set<String> KINDS = Set.of("row", "stat", "timeseries", "table");
    private static final int COLUMNS = 24;

    @Test
    void everyMetricOfTheDashboardIsInAScrape() {
        List<String> expressions = Monitoring.expressions();
        assertThat(expressions).hasSizeGreaterThan(20);
        assertThat(Monitoring.metricsIn(String.join("\n", expressions)))
                .hasSizeGreaterThan(20)
                .isSubsetOf(Monitoring.scraped());
    }

    @Test
    void everyMetricOfTheAlertRulesIsInAScrape() {
        assertThat(Monitoring.metricsIn(Monitoring.text("alerts.yml")))
                .hasSizeGreaterThan(8)
                .isSubsetOf(Monitoring.scraped());
    }

    @Test
    void everyAlertIsTriedAndExplained() {
        String rules = Monitoring.text("alerts.yml");
        String tests = Monitoring.text("alerts-test.yml");
        List<String> alerts =
                Pattern.compile("(?m)- alert: (\\w+)$")
                        .matcher(rules)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
        assertThat(alerts)
                .hasSizeGreaterThan(10)
                .doesNotHaveDuplicates()
                .allSatisfy(alert ->
                        assertThat(tests)
                                .containsPattern(
                                        "alertname: "
                                                + alert
                                                + "\\n +exp_alerts:\\n +- exp_labels"));
        for (String part : List.of("severity: ", "summary: ", "description: ")) {
            assertThat(Pattern.compile(part).matcher(rules).results()).hasSameSizeAs(alerts);
        }
    }

    @Test
    void theDashboardHasWhatGrafanaWantsOfOne() {
        Map<String, Object> dashboard = Monitoring.dashboard();

        assertThat(dashboard)
                .containsKeys("title", "uid", "schemaVersion", "panels", "templating", "time")
                .doesNotContainKey("id"); // the number of a dashboard that is there already
        assertThat(Monitoring.panels())
                .extracting(panel -> panel.get("id"))
                .doesNotHaveDuplicates()
                .doesNotContainNull();
        assertThat(Monitoring.panels())
                .allSatisfy(panel -> {
                    assertThat(KINDS).contains((String) panel.get("type"));
                    assertThat((String) panel.get("title")).isNotBlank();
                    assertThat(Monitoring.maps(panel.get("targets")).isEmpty())
                            .isEqualTo(panel.get("type").equals("row"));
                });
    }

    /// Whoever imports it has a Prometheus by another name.
    @Test
    void theDashboardNamesNoDataSourceOfItsOwn() {
        assertThat(Monitoring.text("grafana-dashboard.json"))
                .doesNotContainPattern("\"uid\": \"(?!\\$\\{datasource}\"|pgrehearse\")");
        assertThat(Monitoring.expressions())
                .allSatisfy(expression ->
                        assertThat(expression).contains("{job=~\"$job\",instance=~\"$instance\""));
    }

    @Test
    void noPanelLiesOnAnother() {
        Set<List<Integer>> taken = new HashSet<>();
        List<List<Integer>> cells = new ArrayList<>();
        for (Map<?, ?> panel : Monitoring.panels()) {
            Map<?, ?> place = (Map<?, ?>) panel.get("gridPos");
            for (int x = 0; x < (int) place.get("w"); x++) {
                for (int y = 0; y < (int) place.get("h"); y++) {
                    cells.add(List.of((int) place.get("x") + x, (int) place.get("y") + y));
                }
            }
        }
        assertThat(cells).allSatisfy(cell -> assertThat(cell.getFirst()).isLessThan(COLUMNS));
        assertThat(cells).allMatch(taken::add, "not taken before");
    }
}
