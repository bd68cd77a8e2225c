package io.github.pgrehearse.notify;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The header by which a receiver says how long it wants to be left alone: seconds, or a time.
final class RetryAfter {

    /// However much is asked for, a notice is not held back longer.
    static final Duration LONGEST = Duration.ofMinutes(10);

    private RetryAfter() {}

    /// The wait; nothing if the text makes no sense.
    static Optional<Duration> parse(String text, Clock clock) {
        if (text.strip().matches("[0-9]+(\\.[0-9]+)?")) { // Discord sends fractions
            double seconds = Double.parseDouble(text.strip());
            return Optional.of(
                    bounded(Duration.ofSeconds((long) Math.min(Math.ceil(seconds), 1e9))));
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
            return Optional.of(bounded(Duration.between(clock.instant(), until)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
