package io.github.pgrehearse.service;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/// What the service has around it: the time, and those whom it tells.
///
/// @param pulse what shows from outside whether the loops go round
/// @param stopping whether the process has been told to end: what fails then fails of that
public record Scene(
        Clock clock,
        Pause pause,
        Listener listener,
        Pulse pulse,
        System.Logger log,
        BooleanSupplier stopping) {

    Scene with(Listener other) {
        return new Scene(clock, pause, other, pulse, log, stopping);
    }

    Instant now() {
        return clock.instant();
    }

    void tell(Event event) {
        listener.hear(event);
    }

    /// Sorts out what ended a piece of work.
    ///
    /// @return what went wrong outside the program
    /// @throws InterruptedException if it was that the process is to end
    /// @throws IllegalStateException if it was a bug
    Failure failure(IOException problem) throws InterruptedException {
        requireNotStopping();
        if (problem instanceof Failure failure) {
            return failure;
        }
        throw new IllegalStateException("nobody has explained this", problem);
    }

    static Event.Problem problem(Failure failure) {
        return new Event.Problem(failure.getMessage(), failure.hint());
    }

    /// @throws InterruptedException if the process is to end: what went wrong then went wrong of
    ///   that
    void requireNotStopping() throws InterruptedException {
        if (stopping.getAsBoolean()) {
            throw new InterruptedException("told to end");
        }
    }
}
