package io.github.pgrehearse;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/// Waits for what other processes do: looks again and again, and gives up after a limit.
public final class Eventually {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Eventually() {}

    /// Waits until `state` holds, and fails the test if it never does.
    ///
    /// @param what is awaited, for the failure
    public static void holds(String what, BooleanSupplier state) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            Thread.sleep(5);
        }
    }

    /// The same for what may throw, which is passed on.
    public static void asks(String what, Callable<Boolean> state) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!state.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            Thread.sleep(5);
        }
    }
}
