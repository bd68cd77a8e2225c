package io.github.pgrehearse.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A probe that is run for all who ask, at most once in a while and never twice at once.
final class SharedProbe implements Probe {

    /// How long an answer holds.
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Probe probe;
    private final Clock clock;
    private final Duration limit;
    private @Nullable Run last;

    /// @param limit how long to wait for an answer
    SharedProbe(Probe probe, Clock clock, Duration limit) {
        this.probe = probe;
        this.clock = clock;
        this.limit = limit;
    }

    /// One run, on a thread of its own: who waits for it can go, and it stays the only one.
    private static final class Run {

        private final Instant began;
        private final CompletableFuture<Optional<String>> answer;
        private volatile boolean late;

        Run(Probe probe, Instant began) {
            this.began = began;
            this.answer =
                    CompletableFuture.supplyAsync(
                            probe::problem, task -> Thread.ofVirtual().name("probe").start(task));
        }

        /// A clock that was set back must not keep an old answer.
        boolean isWorth(Instant now) {
            return !answer.isDone() || Duration.between(began, now).abs().compareTo(FRESH) < 0;
        }

        Optional<String> await(Duration limit) {
            try {
                // Who waited before has waited for all
                long patience = late ? 0 : limit.toMillis();
                return answer.get(patience, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                late = true;
                return Optional.of("No answer within %d s".formatted(limit.toSeconds()));
            } catch (ExecutionException e) {
                return Optional.of("It cannot be asked");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("Not asked to the end");
            }
        }
    }

    @Override
    public Optional<String> problem() {
        return current().await(limit);
    }

    private synchronized Run current() {
        Instant now = clock.instant();
        Run run = last;
        if (run == null || !run.isWorth(now)) {
            run = new Run(probe, now);
            last = run;
        }
        return run;
    }
}
