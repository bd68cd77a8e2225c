package io.github.pgrehearse.drill;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Gives work until a deadline, and then interrupts it, whatever it waits for.
///
/// The work has a thread of its own, a virtual one: only of those an interrupt ends the reading
/// from a socket as well. Reading from a child process it does not end: each is killed by itself at
/// the same deadline.
///
/// @param allowed how long it was from the beginning to the deadline, for the message
record TimeLimit(Deadline deadline, Duration allowed) {

    /// How long it may take at least to undo what was begun.
    private static final Duration GRACE = Duration.ofMinutes(1);

    /// Runs work to its end, or to the end of what it does once it is interrupted: at the deadline,
    /// and when this thread is.
    ///
    /// @param findings which know what it is that takes so long
    /// @throws Failure.Database in place of whatever fails after the deadline
    <T> T run(Findings findings, Findings.Stage<T> work) throws IOException {
        requireTime(findings);
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread worker = Thread.ofVirtual().name("drill").start(() -> complete(result, work));
        try {
            if (!worker.join(deadline.remaining())) {
                worker.interrupt();
            }
        } catch (InterruptedException e) {
            worker.interrupt();
            Thread.currentThread().interrupt();
        }
        try {
            return outcome(result);
        } catch (IOException e) {
            requireTime(findings);
            throw e;
        }
    }

    /// Runs what undoes something: no interrupt of this thread reaches it, and a minute is left to
    /// it in any case.
    void undo(Findings findings, Findings.Act work) throws IOException {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Findings.Stage<Boolean> act =
                () -> {
                    work.run();
                    return true;
                };
        Thread.startVirtualThread(() -> complete(result, () -> extended().run(findings, act)));
        outcome(result);
    }

    /// One that leaves a minute from now at least.
    TimeLimit extended() {
        Instant soonest = deadline.clock().instant().plus(GRACE);
        return deadline.end().isAfter(soonest)
                ? this
                : new TimeLimit(new Deadline(deadline.clock(), soonest), allowed);
    }

    private void requireTime(Findings findings) throws Failure.Database {
        if (deadline.remaining().isZero()) {
            throw new Failure.Database(
                    "Restore timed out [%s: not over after %d s]"
                            .formatted(findings.doing(), allowed.toSeconds()),
                    "Raise VERIFY_TIMEOUT, or find out what became slow, or does not answer.");
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Findings.Stage<T> work) {
        try {
            result.complete(work.run());
        } catch (IOException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /// No interrupt ends the waiting for it: the work would go on behind our back.
    private static <T> T outcome(CompletableFuture<T> result) throws IOException {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw e;
        }
    }
}
