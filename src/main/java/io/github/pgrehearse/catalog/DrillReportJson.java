package io.github.pgrehearse.catalog;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.jr.ob.JSON;

/// The JSON form of a [DrillReport], format 1, as `docs/formats.md` describes it.
final class DrillReportJson {

    private static final int FORMAT = 1;

    /// Of a report, in bytes: the differences of all checks, with room.
    static final int LARGEST = 1 << 20;

    private DrillReportJson() {}

    static byte[] write(DrillReport report) throws IOException {
        return (JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields(report)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /// Reads of a report what ties its verdict to a backup.
    ///
    /// @param document what to call it in a failure
    /// @throws Failure.Corrupt if it is no report, or larger than any of ours
    static StoredReport read(String document, InputStream in) throws IOException {
        byte[] content = in.readNBytes(LARGEST + 1);
        if (content.length > LARGEST) {
            throw unreadable(document, "it is larger than %d bytes".formatted(LARGEST));
        }
        try {
            @Nullable Map<String, Object> fields = BoundedJson.JSON_READER.mapFrom(content);
            JsonFields json =
                    new JsonFields(
                            JsonFields.Kind.REPORT, document, fields == null ? Map.of() : fields);
            if (json.number("format") != FORMAT) {
                throw unreadable(document, "its format is another");
            }
            return new StoredReport(
                    json.text("backup"), json.text("began"), json.text("verdict"), dump(json));
        } catch (JacksonException e) {
            throw unreadable(document, e.getOriginalMessage());
        }
    }

    private static Optional<DrillReport.Dump> dump(JsonFields json) throws Failure.Corrupt {
        if (!json.has("dump")) {
            return Optional.empty();
        }
        JsonFields dump = json.object("dump");
        return Optional.of(new DrillReport.Dump(dump.count("size"), dump.text("sha256")));
    }

    private static Failure.Corrupt unreadable(String document, String why) {
        return new Failure.Corrupt(
                "Report cannot be read [%s: %s]".formatted(document, why),
                "It proves nothing: have the backup rehearsed again.");
    }

    private static Map<String, Object> fields(DrillReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("backup", report.backup().toString());
        fields.put("began", report.began().truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("verdict", report.verdict().word());
        fields.put("tookMilliseconds", report.took().toMillis());
        fields.put("ageSeconds", report.age().toSeconds());
        report.dump()
                .ifPresent(dump ->
                        fields.put("dump", ordered("size", dump.size(), "sha256", dump.sha256())));
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
