package io.github.pgrehearse.catalog;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How one drill went, and how it ended.
///
/// Its JSON form is an interface, described in `docs/formats.md` and written by [DrillReportJson].
///
/// @param began when the drill did; `took` is until its verdict
/// @param age of the backup at that moment: what would have been lost at the most
/// @param dump which one was rehearsed, by the manifest; none if there was no manifest to be had
/// @param obstacle why the drill could not be carried out to its end
/// @param sandbox where the backup was restored; none if it did not come so far
/// @param stages in their order
/// @param leftOut what was not rehearsed or not compared, a sentence each
/// @param warnings what the operator should know, whatever the verdict
/// @param program version of pgrehearse
public record DrillReport(
        BackupName backup,
        Instant began,
        Duration took,
        Duration age,
        Optional<Dump> dump,
        Optional<Obstacle> obstacle,
        Optional<Sandbox> sandbox,
        List<Stage> stages,
        List<Check> checks,
        List<String> leftOut,
        List<String> warnings,
        String program) {

    /// The name of the stage whose duration is the measured time to restore, and of the check that
    /// tells whether it came to its end.
    public static final String RESTORE = "restore";

    /// What ties a report to its backup: the size of the dump as stored, and its digest.
    public record Dump(long size, String sha256) {}

    /// What kept a drill from being carried out, and what to do about it.
    public record Obstacle(String message, String hint) {}

    /// Where a backup was restored.
    public record Sandbox(String kind, String server, String psql) {}

    /// A part of the drill, and how long it took.
    public record Stage(String name, Duration took) {}

    /// One question and its answer.
    ///
    /// @param says what was asked and found, as a phrase
    /// @param differences what is not as it should be; at most so many as can be read
    /// @param found how many differences there were in all
    public record Check(
            String name, Answer answer, String says, List<String> differences, long found) {

        public Check {
            differences = List.copyOf(differences);
            if ((answer == Answer.FAILED) == differences.isEmpty()) {
                throw new IllegalArgumentException("a check fails by its differences: " + name);
            }
        }
    }

    /// How a check can end.
    public enum Answer {
        HELD,
        FAILED,
        /// It was asked, but the answer says nothing of the backup.
        UNKNOWN,
        /// It was not asked, or not of everything.
        NOT_ASKED;

        /// As reports name it.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public DrillReport {
        stages = List.copyOf(stages);
        checks = List.copyOf(checks);
        leftOut = List.copyOf(leftOut);
        warnings = List.copyOf(warnings);
    }

    /// What the report is called in the store, beside the backup's other objects.
    public String fileName() {
        String stamp = BackupName.STAMP.format(began.atOffset(ZoneOffset.UTC));
        return "%s.drill_%s.%s.json".formatted(backup, stamp, verdict().word());
    }

    /// The verdict that all of this amounts to: a check that failed disproves, whatever else went
    /// wrong; without one, what kept the drill from its end leaves it open; and what was left out
    /// keeps it from being proof.
    public Verdict verdict() {
        if (checks.stream().anyMatch(check -> check.answer() == Answer.FAILED)) {
            return Verdict.DISPROVEN;
        }
        if (obstacle.isPresent() || checks.isEmpty()) {
            return Verdict.UNPROVEN;
        }
        boolean all = checks.stream().allMatch(check -> check.answer() == Answer.HELD);
        return all && leftOut.isEmpty() ? Verdict.PROVEN : Verdict.RESTORED;
    }

    /// How long it took to restore the backup; nothing if it was not restored.
    public Optional<Duration> timeToRestore() {
        boolean restored =
                checks.stream()
                        .filter(check -> check.name().equals(RESTORE))
                        .anyMatch(check -> check.answer() == Answer.HELD);
        return stages.stream()
                .filter(stage -> restored && stage.name().equals(RESTORE))
                .map(Stage::took)
                .findFirst();
    }
}
