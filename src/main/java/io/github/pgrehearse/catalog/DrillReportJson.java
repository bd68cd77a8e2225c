package io.github.pgrehearse.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/// The JSON form of a [DrillReport], format 1, as `docs/formats.md` describes it.
final class DrillReportJson {

    private static final int FORMAT = 1;

    private DrillReportJson() {}

    static byte[] write(DrillReport report) throws IOException {
        return (JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields(report)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> fields(DrillReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("backup", report.backup().toString());
        fields.put("began", report.began().truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("verdict", report.verdict().word());
        fields.put("tookMilliseconds", report.took().toMillis());
        fields.put("ageSeconds", report.age().toSeconds());
        report.timeToRestore()
                .ifPresent(took -> fields.put("restoreMilliseconds", took.toMillis()));
        report.obstacle().ifPresent(obstacle -> fields.put("obstacle", fields(obstacle)));
        report.sandbox().ifPresent(sandbox -> fields.put("sandbox", fields(sandbox)));
        fields.put("stages", report.stages().stream().map(DrillReportJson::fields).toList());
        fields.put("checks", report.checks().stream().map(DrillReportJson::fields).toList());
        fields.put("leftOut", report.leftOut());
        fields.put("warnings", report.warnings());
        fields.put("pgrehearse", report.program());
        return fields;
    }

    private static Map<String, Object> fields(DrillReport.Obstacle obstacle) {
        return ordered("message", obstacle.message(), "hint", obstacle.hint());
    }

    private static Map<String, Object> fields(DrillReport.Sandbox sandbox) {
        return ordered("kind", sandbox.kind(), "server", sandbox.server(), "psql", sandbox.psql());
    }

    private static Map<String, Object> fields(DrillReport.Stage stage) {
        return ordered("name", stage.name(), "milliseconds", stage.took().toMillis());
    }

    private static Map<String, Object> fields(DrillReport.Check check) {
        return ordered(
                "name",
                check.name(),
                "answer",
                check.answer().word(),
                "says",
                check.says(),
                "differences",
                check.differences(),
                "differencesFound",
                check.found());
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Object> all = List.of(namesAndValues);
        for (int i = 0; i < all.size(); i += 2) {
            fields.put(all.get(i).toString(), all.get(i + 1));
        }
        return fields;
    }
}
