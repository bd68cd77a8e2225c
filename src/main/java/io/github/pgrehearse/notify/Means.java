package io.github.pgrehearse.notify;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// What delivering takes of the world.
///
/// @param random makes attempts of many senders fall apart, and numbers notices
/// @param log hears of what could not be delivered
public record Means(Clock clock, Sleeper sleeper, RandomGenerator random, System.Logger log) {

    /// Waits; tests pass one that only remembers.
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration length) throws InterruptedException;
    }
}
