package io.github.pgrehearse.drill;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.Program;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a drill has found out so far; it is logged as it comes.
final class Findings {

    private static final int DIFFERENCES_KEPT = 100;
    private static final int DIFFERENCES_LOGGED = 10;

    private final Clock clock;
    private final System.Logger log;
    private final Instant began;
    private final List<DrillReport.Stage> stages = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Optional<Failure> obstacle = Optional.empty();
    private Optional<DrillReport.Dump> dump = Optional.empty();
    private Optional<DrillReport.Sandbox> sandbox = Optional.empty();
    private String doing = "begin";
    private boolean stale;
    private boolean asItWas = true;

    /// A part of the drill whose time is taken.
    interface Stage<T> {
        T run() throws IOException;
    }

    /// One that has no result.
    interface Act {
        void run() throws IOException;
    }

    Findings(Clock clock, System.Logger log) {
        this.clock = clock;
        this.log = log;
        this.began = clock.instant();
    }

    Instant began() {
        return began;
    }

    /// Runs a part of the drill and notes how long it took, if it came to its end.
    <T> T stage(String name, Stage<T> stage) throws IOException {
        doing = name;
        Instant then = clock.instant();
        T result = stage.run();
        stages.add(new DrillReport.Stage(name, Duration.between(then, clock.instant())));
        return result;
    }

    void stage(String name, Act act) throws IOException {
        stage(
                name,
                () -> {
                    act.run();
                    return name;
                });
    }

    /// The part that was begun last.
    String doing() {
        return doing;
    }

    /// Notes the answer to a question about the dump itself.
    void check(String name, String says, List<String> differences) {
        Answer answer = differences.isEmpty() ? Answer.HELD : Answer.FAILED;
        note(name, answer, says, differences);
    }

    /// Notes the answer to a question about the restored copy. Where that was not made as the
    /// database was, a difference may come of this, and says nothing of the backup.
    void checkCopy(String name, String says, List<String> differences) {
        if (asItWas || differences.isEmpty()) {
            check(name, says, differences);
            return;
        }
        note(name, Answer.UNKNOWN, says + ": " + differences.getFirst(), List.of());
        obstacle(
                new Failure.Database(
                        "The restored copy differs [%s: %s]"
                                .formatted(name, differences.getFirst()),
                        "The sandbox is not as the database was, and the difference may come of"
                                + " that: see the warnings, and mend what they name."));
    }

    void notAsked(String name, String why) {
        note(name, Answer.NOT_ASKED, why, List.of());
    }

    private void note(String name, Answer answer, String says, List<String> differences) {
        List<String> kept = differences.subList(0, Math.min(differences.size(), DIFFERENCES_KEPT));
        checks.add(new Check(name, answer, says, kept, differences.size()));
        System.Logger.Level level = answer == Answer.HELD ? INFO : WARNING;
        log.log(level, "Check %s: %s, %s".formatted(name, answer.word(), says));
        kept.stream()
                .limit(DIFFERENCES_LOGGED)
                .forEach(each -> log.log(WARNING, "Difference: " + each));
        if (differences.size() > DIFFERENCES_LOGGED) {
            int more = differences.size() - DIFFERENCES_LOGGED;
            log.log(WARNING, "Differences that are not shown here: %d".formatted(more));
        }
    }

    /// Notes where the backup is restored, and in what that is not as the database was.
    void restoresInto(Sandbox place, Program psql) {
        log.log(INFO, "Restoring into %s (%s)".formatted(place, psql));
        sandbox =
                Optional.of(
                        new DrillReport.Sandbox(
                                place.kind(),
                                place.version().toString(),
                                psql.version().toString()));
        place.warnings().forEach(this::warn);
        asItWas = place.departures().isEmpty();
        place.departures().forEach(this::leftOut);
    }

    /// Notes an answer that says nothing of the backup, and why.
    void unknown(String name, String says, Failure why) {
        note(name, Answer.UNKNOWN, says, List.of());
        obstacle(why);
    }

    /// Notes what was not rehearsed.
    void leftOut(String what) {
        leftOut.add(what);
        log.log(WARNING, "Left out: " + what);
    }

    void warn(String what) {
        warnings.add(what);
        log.log(WARNING, what);
    }

    /// Notes that the newest backup is older than it may be.
    void stale() {
        stale = true;
    }

    boolean isStale() {
        return stale;
    }

    /// Notes what keeps the drill from being carried out; the first counts.
    void obstacle(Failure failure) {
        obstacle = obstacle.or(() -> Optional.of(failure));
    }

    Optional<Failure> obstacle() {
        return obstacle;
    }

    /// The answers so far, in the order in which they were asked for.
    List<Check> checks() {
        return List.copyOf(checks);
    }

    /// Whether no answer speaks against the backup, and nothing stands in the way.
    boolean allWell() {
        return obstacle.isEmpty()
                && checks.stream().noneMatch(check -> check.answer() == Answer.FAILED);
    }

    /// Notes the dump that is rehearsed, as its manifest has it.
    void rehearses(DrillReport.Dump described) {
        dump = Optional.of(described);
    }

    DrillReport report(BackupName backup, String program) {
        Instant now = clock.instant();
        return new DrillReport(
                backup,
                began,
                Duration.between(began, now),
                Duration.between(backup.began(), began),
                dump,
                obstacle.map(
                        failure -> new DrillReport.Obstacle(failure.getMessage(), failure.hint())),
                sandbox,
                stages,
                checks,
                leftOut,
                warnings,
                program);
    }
}
