package io.github.pgrehearse.service;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Does one kind of work whenever it is due, until its thread is interrupted.
///
/// It is due when the schedule says so after the last time: of what the store holds, whoever put it
/// there, and of the end of the last attempt, whichever is later. So a restart neither repeats nor
/// skips, a failure is not tried again at once, what was missed is done once, and work that takes
/// longer than its interval does not pile up. Only two things are tried again sooner: what somebody
/// else was at, who may be ended before it is done; and what needs something that was not there
/// yet.
final class Loop {

    /// For so long it waits at the most before it looks at the clock again, which may be set, and
    /// stands still for a machine that is asleep.
    static final Duration STEP = Duration.ofSeconds(10);

    private final Work work;
    private final Lookout lookout;
    private final Scene scene;
    private Optional<Instant> last = Optional.empty();
    private Optional<Instant> ended = Optional.empty();
    private Optional<Instant> announced = Optional.empty();

    Loop(Work work, Lookout lookout, Scene scene) {
        this.work = work;
        this.lookout = lookout;
        this.scene = scene;
    }

    String called() {
        return work.called();
    }

    /// Ends when the thread is interrupted and the process has been told to end, and never else.
    void run() throws InterruptedException {
        guarded(work::begin);
        while (true) {
            try {
                round();
            } catch (InterruptedException e) {
                // Who limits the time of some work may come too late, and interrupt us instead
                scene.requireNotStopping();
            }
        }
    }

    private void round() throws InterruptedException {
        scene.pulse().expect(work.kind(), Pulse.USUAL);
        // What another process has done meanwhile need not be done
        guarded(this::look);
        if (isDue()) {
            try {
                guarded(work::run);
            } finally {
                ended = Optional.of(scene.now());
            }
            guarded(this::announce);
            guarded(this::look);
        }
        guarded(this::announce);
        await();
    }

    /// What may go wrong by a bug, and must not end the loop.
    private interface Step {
        void run() throws InterruptedException;
    }

    private void guarded(Step step) throws InterruptedException {
        try {
            step.run();
        } catch (RuntimeException | Error bug) {
            scene.requireNotStopping();
            scene.log().log(ERROR, "This is a bug in pgrehearse, please report it", bug);
            try {
                work.brokeOff(
                        new Event.Problem(
                                "This is a bug in pgrehearse [%s]".formatted(bug),
                                "Please report it, with what the log says."));
            } catch (RuntimeException | Error again) {
                scene.log().log(DEBUG, "Nobody could be told", again);
            }
        }
    }

    /// What cannot be seen now is as it was. The work will meet the same problem, and say so.
    private void look() throws InterruptedException {
        try {
            last = work.last(lookout.look());
        } catch (IOException unseen) {
            scene.requireNotStopping();
            scene.log().log(DEBUG, "Cannot see what there is: " + unseen.getMessage());
        }
    }

    private boolean isDue() {
        return !due().isAfter(scene.now());
    }

    private Instant due() {
        Instant now = scene.now();
        if (ended.filter(now::isBefore).isPresent()) {
            ended = Optional.of(now); // the clock was set back
        }
        Optional<Instant> seen =
                last.filter(then -> !then.isAfter(now.plus(CatalogEntry.CLOCKS_APART)));
        Instant scheduled =
                Stream.concat(seen.stream(), ended.stream())
                        .max(Comparator.naturalOrder())
                        .map(then -> work.schedule().next(then))
                        .orElse(now);
        return work.retry()
                .flatMap(retry -> ended.map(then -> then.plus(retry)))
                .filter(scheduled::isAfter)
                .orElse(scheduled);
    }

    private void announce() {
        Instant due = due();
        if (announced.filter(due::equals).isEmpty()) {
            Duration left = Duration.between(scene.now(), due);
            long seconds = Math.max(0, left.plusMillis(999).toSeconds());
            scene.log().log(INFO, "Next %s in %ds".formatted(work.called(), seconds));
            scene.tell(new Event.Due(scene.now(), work.kind(), due));
            announced = Optional.of(due);
        }
    }

    private void await() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before it waited");
        }
        long steps = work.lookAgain().dividedBy(STEP);
        for (long step = 0; step < steps && !isDue(); step++) {
            scene.pulse().expect(work.kind(), Pulse.USUAL);
            Duration left = Duration.between(scene.now(), due());
            scene.pause().take(left.compareTo(STEP) < 0 ? left : STEP);
        }
    }
}
