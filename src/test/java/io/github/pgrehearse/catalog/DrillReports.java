package io.github.pgrehearse.catalog;

import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Reports to write.
public final class DrillReports {

    public static final Check HELD =
            new Check(DrillReport.RESTORE, Answer.HELD, "psql ran every statement", List.of(), 0);

    public static final Check FAILED =
            new Check(
                    "rows",
                    Answer.FAILED,
                    "7 rows in 2 tables, each compared",
                    List.of(
                            "public.\"odd, Näme\": 5 rows expected, 4 found",
                            "public.b: 1 expected"),
                    12);

    private DrillReports() {}

    /// With something in every field.
    public static DrillReport full() {
        return of(
                List.of(HELD, FAILED), true, List.of("Subscription s: a copy must not subscribe"));
    }

    /// Of a drill that proved its backup.
    public static DrillReport proven() {
        return of(List.of(HELD), false, List.of());
    }

    public static DrillReport of(List<Check> checks, boolean obstructed, List<String> leftOut) {
        return new DrillReport(
                Manifests.NAME,
                Instant.parse("2024-02-08T02:00:00.7Z"),
                Duration.ofMillis(5_432),
                Duration.ofHours(11),
                Optional.of(new DrillReport.Dump(12_345_678_901L, "0123456789abcdef".repeat(4))),
                obstructed
                        ? Optional.of(new DrillReport.Obstacle("No room [x]", "Make some."))
                        : Optional.empty(),
                Optional.of(new DrillReport.Sandbox("ephemeral", "15.18", "15.18")),
                List.of(
                        new DrillReport.Stage("sandbox", Duration.ofMillis(1_700)),
                        new DrillReport.Stage(DrillReport.RESTORE, Duration.ofMillis(900))),
                checks,
                leftOut,
                List.of("Extension hstore is of version 1.8 here, and was of 1.7"),
                "1.2.3");
    }

    /// Of a drill of that backup, then, with what it was about.
    public static DrillReport of(
            BackupName backup, Instant began, DrillReport.Dump dump, List<Check> checks) {
        DrillReport some = of(checks, false, List.of());
        return new DrillReport(
                backup,
                began,
                some.took(),
                some.age(),
                Optional.of(dump),
                some.obstacle(),
                some.sandbox(),
                some.stages(),
                some.checks(),
                some.leftOut(),
                some.warnings(),
                some.program());
    }
}
