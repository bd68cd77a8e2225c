package io.github.pgrehearse.notify;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.Ages;
import io.github.pgrehearse.log.ByteSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What there is to count and to measure, for programs by field, and for people as a sentence.
final class Figures {

    private static final int DIFFERENCES_TOLD = 10;

    private Figures() {}

    static Map<String, Object> of(Manifest manifest) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("tookMilliseconds", manifest.took().toMillis());
        figures.put("size", manifest.dump().size());
        figures.put("uncompressedSize", manifest.dump().uncompressedSize());
        figures.put("rows", manifest.rows());
        figures.put("tables", manifest.tables().size());
        return figures;
    }

    static String sentence(Manifest manifest) {
        return "%s stored (%s uncompressed), %d rows in %d tables, took %s."
                .formatted(
                        ByteSize.of(manifest.dump().size()),
                        ByteSize.of(manifest.dump().uncompressedSize()),
                        manifest.rows(),
                        manifest.tables().size(),
                        Ages.taken(manifest.took()));
    }

    static Map<String, Object> of(DrillReport report) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("verdict", report.verdict().word());
        figures.put("report", report.fileName());
        figures.put("tookMilliseconds", report.took().toMillis());
        figures.put("ageSeconds", report.age().toSeconds());
        report.timeToRestore()
                .ifPresent(took -> figures.put("restoreMilliseconds", took.toMillis()));
        return figures;
    }

    static String sentence(DrillReport report) {
        Optional<String> restored =
                report.timeToRestore()
                        .map(took -> "Restored in %s (RTO), ".formatted(Ages.taken(took)));
        long held = report.checks().stream().filter(one -> one.answer() == Answer.HELD).count();
        return "%sthe backup was taken %s before the drill (RPO), %d of %d checks held."
                .formatted(
                        restored.orElse(""), Ages.of(report.age()), held, report.checks().size());
    }

    /// The first differences that the drill found; its report holds more.
    static List<String> differences(DrillReport report) {
        return report.checks().stream()
                .filter(check -> check.answer() == Answer.FAILED)
                .flatMap(
                        check -> check.differences().stream().map(one -> check.name() + ": " + one))
                .limit(DIFFERENCES_TOLD)
                .toList();
    }

    static Map<String, Object> of(Event.Pruned pruned) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("deleted", pruned.deleted());
        figures.put("kept", pruned.kept());
        return figures;
    }
}
