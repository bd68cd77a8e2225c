package io.github.pgrehearse.service;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Rehearses a backup, and watches whether there are new ones.
final class DrillWork implements Work {

    /// How soon the first backup is noticed.
    static final Duration LOOK_FOR_THE_FIRST = Duration.ofMinutes(1);

    private final Service.Rehearsing rehearsing;
    private final Turn turn;
    private final Scene scene;
    private Optional<BackupName> newest = Optional.empty();
    private boolean awaitsFirst;

    /// When a drill may begin.
    @FunctionalInterface
    interface Turn {
        void await() throws InterruptedException;
    }

    DrillWork(Service.Rehearsing rehearsing, Turn turn, Scene scene) {
        this.rehearsing = rehearsing;
        this.turn = turn;
        this.scene = scene;
    }

    @Override
    public String called() {
        return "drill";
    }

    @Override
    public Event.Work kind() {
        return Event.Work.DRILL;
    }

    @Override
    public Schedule schedule() {
        return rehearsing.schedule();
    }

    @Override
    public void begin() throws InterruptedException {
        try {
            rehearsing.drills().clearLeftovers();
        } catch (IOException e) {
            Failure failure = scene.failure(e);
            scene.log().log(
                    WARNING,
                    "Failed to cleanup temp database [%s]. %s"
                            .formatted(failure.getMessage(), failure.hint()));
        }
    }

    /// When the newest drill of any backup began.
    @Override
    public Optional<Instant> last(List<CatalogEntry> entries) {
        Instant now = scene.now();
        newest =
                entries.stream()
                        .filter(CatalogEntry::isBackup)
                        .filter(backup -> !backup.isFromTheFuture(now))
                        .findFirst()
                        .map(CatalogEntry::name);
        return entries.stream()
                .flatMap(entry -> entry.reports().stream())
                .filter(report -> !report.isFromTheFuture(now))
                .map(CatalogEntry.Report::began)
                .max(Comparator.naturalOrder());
    }

    /// Without a backup there was nothing to rehearse: the first one is, as soon as it is seen.
    @Override
    public Optional<Duration> retry() {
        return awaitsFirst && newest.isPresent() ? Optional.of(Duration.ZERO) : Optional.empty();
    }

    @Override
    public Duration lookAgain() {
        return newest.isEmpty() ? LOOK_FOR_THE_FIRST : Work.super.lookAgain();
    }

    @Override
    public void run() throws InterruptedException {
        awaitsFirst = newest.isEmpty();
        scene.pulse().rest(kind());
        turn.await();
        scene.pulse().expect(kind(), rehearsing.limit().plus(Pulse.USUAL));
        scene.tell(new Event.DrillBegan(scene.now()));
        try {
            Outcome outcome = rehearsing.drills().rehearse();
            awaitsFirst &= outcome.report().isEmpty();
            scene.tell(
                    new Event.DrillEnded(
                            scene.now(), outcome.verdict(), outcome.report(), problem(outcome)));
            if (outcome.stale() && newest.isPresent()) {
                Duration age = Duration.between(newest.get().began(), scene.now());
                scene.tell(new Event.BackupsStale(scene.now(), newest.get(), age));
            }
        } catch (IOException e) {
            Failure failure = scene.failure(e);
            scene.log().log(ERROR, failure.getMessage() + ". " + failure.hint());
            brokeOff(Scene.problem(failure));
        }
    }

    /// As those are told who do not read the log.
    private static Optional<Event.Problem> problem(Outcome outcome) {
        return switch (outcome.verdict()) {
            case PROVEN, RESTORED -> Optional.empty();
            case DISPROVEN -> outcome.report().map(DrillWork::disproof);
            case UNPROVEN -> outcome.obstacle().map(Scene::problem);
        };
    }

    private static Event.Problem disproof(DrillReport report) {
        String found =
                report.checks().stream()
                        .filter(check -> check.answer() == DrillReport.Answer.FAILED)
                        .findFirst()
                        .map(check -> check.name() + ": " + check.differences().getFirst())
                        .orElse("a check failed");
        return new Event.Problem(
                "Restore failed [%s is disproven: %s]".formatted(report.backup(), found),
                "Keep the older backups, and take a new one now.");
    }

    @Override
    public void brokeOff(Event.Problem bug) {
        scene.tell(
                new Event.DrillEnded(
                        scene.now(), Verdict.UNPROVEN, Optional.empty(), Optional.of(bug)));
    }
}
