package io.github.pgrehearse.drill;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.failure.Failure;
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

    void say(DrillReport report, Findings findings) {
        String stages =
                report.stages().stream()
                        .map(stage -> "%s %s".formatted(stage.name(), span(stage.took())))
                        .collect(Collectors.joining(", "));
        log.log(INFO, "Drill took %s: %s".formatted(span(report.took()), stages));
        switch (report.verdict()) {
            case PROVEN -> log.log(INFO, good(report, findings, "proven"));
            case RESTORED -> log.log(INFO, good(report, findings, "restored, but not proven"));
            case DISPROVEN -> sayDisproven(report);
            case UNPROVEN -> findings.obstacle().ifPresent(failure -> sayUnproven(report, failure));
        }
    }

    private static String good(DrillReport report, Findings findings, String verdict) {
        return "Backup %s is %s: restored in %s (RTO), taken %s before the drill (RPO), checks held: %d%s"
                .formatted(
                        report.backup(),
                        verdict,
                        span(report.timeToRestore().orElse(Duration.ZERO)),
                        span(report.age()),
                        report.checks().stream()
                                .filter(check -> check.answer() == Answer.HELD)
                                .count(),
                        findings.isStale() ? "; but the newest backup is too old" : "");
    }

    private void sayDisproven(DrillReport report) {
        List<Check> failed =
                report.checks().stream().filter(check -> check.answer() == Answer.FAILED).toList();
        String first = failed.getFirst().differences().getFirst();
        long more = failed.stream().mapToLong(Check::found).sum() - 1;
        String found =
                "%s is disproven: %s: %s%s"
                        .formatted(
                                report.backup(),
                                failed.getFirst().name(),
                                first,
                                more == 0 ? "" : "; and %d more".formatted(more));
        if (first.equals(Drill.EMPTY)) {
            log.log(
                    ERROR,
                    "Backup file is empty or does not exist [%s]. Keep the older backups, and take a new one now."
                            .formatted(found));
        } else {
            log.log(
                    ERROR,
                    "Restore failed [%s]. Keep the older backups, and take a new one now."
                            .formatted(found));
        }
    }

    private void sayUnproven(DrillReport report, Failure failure) {
        log.log(
                ERROR,
                failure.getMessage()
                        + ". %s is unproven. %s".formatted(report.backup(), failure.hint()));
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
