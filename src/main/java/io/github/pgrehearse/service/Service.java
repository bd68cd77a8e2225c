package io.github.pgrehearse.service;

import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.event.Listeners;
import io.github.pgrehearse.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// The service: a loop for backups, one for drills, or both, each on a thread of its own, for as
/// long as the process lives.
public final class Service {

    private final Scene scene;
    private final WrongClock wrongClock;
    private final List<Loop> loops = new ArrayList<>();

    /// Backups, when they are due, and how long one may take.
    public record Taking(Schedule schedule, Duration limit, Backups backups) {}

    /// Drills, when they are due, and how long one may take.
    public record Rehearsing(Schedule schedule, Duration limit, Drills drills) {}

    /// @param catalog to look into; it gives up soon where the store does not answer
    public Service(
            Optional<Taking> taking,
            Optional<Rehearsing> rehearsing,
            Catalog catalog,
            Scene scene) {
        BackupsFirst first = new BackupsFirst();
        this.scene = scene.with(new Listeners(List.of(scene.listener(), first), scene.log()));
        this.wrongClock = new WrongClock(scene.log());
        DrillWork.Turn turn = taking.isPresent() ? first : () -> {};
        taking.ifPresent(it -> add(new BackupWork(it, own(it, catalog), this.scene), catalog));
        rehearsing.ifPresent(it -> add(new DrillWork(it, turn, this.scene), catalog));
    }

    private static OwnBackups own(Taking taking, Catalog catalog) {
        return new OwnBackups(taking.backups()::owner, catalog::owner);
    }

    private void add(Work work, Catalog catalog) {
        loops.add(new Loop(work, new Lookout(catalog, wrongClock, scene), scene));
    }

    /// Works until the thread that calls it is interrupted, as it then still is. What was begun is
    /// undone then, and the loops have ended.
    ///
    /// @param stop is told first, when it is to end
    public void run(Runnable stop) {
        CountDownLatch ended = new CountDownLatch(1);
        List<Thread> threads = loops.stream().map(loop -> thread(loop, ended)).toList();
        threads.forEach(Thread::start);
        try {
            // None ends before it is told to; one that did so would leave half a service
            ended.await();
            throw new IllegalStateException("a loop has ended by itself");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            scene.log().log(INFO, "Stopping");
            stop.run();
            threads.forEach(Thread::interrupt);
            threads.forEach(Service::awaitEnd);
            scene.log().log(INFO, "Stopped");
        }
    }

    private Thread thread(Loop loop, CountDownLatch ended) {
        // A virtual thread can be interrupted while it waits for the database or the store
        return Thread.ofVirtual()
                .name(loop.called())
                .unstarted(() -> {
                    try {
                        loop.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        ended.countDown();
                    }
                });
    }

    /// However long it takes: who has told us to end will not wait for ever.
    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
