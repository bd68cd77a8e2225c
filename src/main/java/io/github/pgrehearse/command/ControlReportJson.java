package io.github.pgrehearse.command;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.drill.control.ControlReport.Answer;
import io.github.pgrehearse.drill.control.ControlReport.Trial;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/// The JSON form of a [ControlReport], format 1, as `docs/formats.md` describes it.
final class ControlReportJson {

    private static final int FORMAT = 1;

    private ControlReportJson() {}

    /// @param drill that restored what was damaged
    static String of(DrillReport drill, ControlReport control) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("backup", drill.backup().toString());
        fields.put("drill", drill.began().truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("verdict", drill.verdict().word());
        fields.put("seed", control.seed());
        fields.put("tookMilliseconds", control.took().toMillis());
        fields.put("noticed", control.of(Answer.NOTICED).size());
        fields.put("unnoticed", control.of(Answer.UNNOTICED).size());
        fields.put("damages", control.trials().stream().map(ControlReportJson::fields).toList());
        control.obstacle()
                .ifPresent(obstacle -> {
                    Map<String, Object> told = new LinkedHashMap<>();
                    told.put("message", obstacle.message());
                    told.put("hint", obstacle.hint());
                    fields.put("obstacle", told);
                });
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields);
    }

    private static Map<String, Object> fields(Trial trial) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("damage", trial.damage().words());
        fields.put("answer", trial.answer().word());
        if (trial.answer() != Answer.NOT_APPLICABLE) {
            fields.put("object", trial.object());
        }
        if (trial.answer() == Answer.NOTICED) {
            fields.put("check", trial.check());
            fields.put("finding", trial.finding());
        }
        return fields;
    }
}
