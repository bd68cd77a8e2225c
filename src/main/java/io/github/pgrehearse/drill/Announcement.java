package io.github.pgrehearse.drill;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Says how a drill ended, for people: what took how long, and the verdict in one line.
final class Announcement {

    private final System.Logger log;

    Announcement(System.Logger log) {
        this.log = log;
    }

    void say(DrillReport report) {
        String stages =
                report.stages().stream()
                        .map(stage -> "%s %s".formatted(stage.name(), span(stage.took())))
                        .collect(Collectors.joining(", "));
        log.log(INFO, "Drill took %s: %s".formatted(span(report.took()), stages));
        switch (report.verdict()) {
            case PROVEN -> log.log(INFO, good(report, "proven"));
            case RESTORED -> log.log(INFO, good(report, "restored, but not proven"));
            case DISPROVEN -> log.log(ERROR, disproven(report));
            case UNPROVEN -> log.log(ERROR, unproven(report));
        }
    }

    private static String good(DrillReport report, String verdict) {
        return "Backup %s is %s: restored in %s (RTO), taken %s before the drill (RPO), checks held: %d"
                .formatted(
                        report.backup(),
                        verdict,
                        span(report.timeToRestore().orElse(Duration.ZERO)),
                        span(report.age()),
                        report.checks().stream()
                                .filter(check -> check.answer() == Answer.HELD)
                                .count());
    }

    private static String disproven(DrillReport report) {
        List<Check> failed =
                report.checks().stream().filter(check -> check.answer() == Answer.FAILED).toList();
        String first = failed.getFirst().differences().getFirst();
        String words = first.startsWith(Drill.EMPTY) ? Drill.EMPTY : "Restore failed";
        long more = failed.stream().mapToLong(Check::found).sum() - 1;
        return "%s [%s is disproven: %s: %s%s]. Keep the older backups, and take a new one now."
                .formatted(
                        words,
                        report.backup(),
                        failed.getFirst().name(),
                        first,
                        more == 0 ? "" : "; and %d more".formatted(more));
    }

    private static String unproven(DrillReport report) {
        return report.obstacle()
                .map(obstacle ->
                        "%s. %s is unproven. %s"
                                .formatted(obstacle.message(), report.backup(), obstacle.hint()))
                .orElseGet(() -> report.backup() + " is unproven");
    }

    /// `0.7s`, `12s`, `3m`, `5h`, `3d`.
    private static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1fs", Math.max(0, span.toMillis()) / 1000.0);
        }
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
