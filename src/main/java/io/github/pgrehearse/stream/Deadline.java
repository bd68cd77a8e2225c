package io.github.pgrehearse.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// When something has to be over that takes several steps.
public record Deadline(Clock clock, Instant end) {

    /// How much time is left; none once it has passed.
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
