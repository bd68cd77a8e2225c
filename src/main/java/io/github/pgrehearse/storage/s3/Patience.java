package io.github.pgrehearse.storage.s3;

import java.time.Duration;

/// How long a request is given, and how often it is tried.
///
/// @param attempts how often in all
/// @param firstDelay before the second attempt, doubled before each one after; of each delay a
///   random part is waited, so that many clients do not come back at once
/// @param longestDelay what the delay grows to
/// @param connectLimit for the connection to open
/// @param silenceLimit how long the store may keep silent when an answer is due
/// @param partLimit for one attempt to send a part of the usual size
public record Patience(
        int attempts,
        Duration firstDelay,
        Duration longestDelay,
        Duration connectLimit,
        Duration silenceLimit,
        Duration partLimit) {

    /// For a backup: a store that answers 503 is given half a minute, one that falls silent some
    /// minutes. A part may come as slowly as 35 kB/s.
    public static final Patience LONG =
            new Patience(
                    8,
                    Duration.ofMillis(500),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(4));

    /// For somebody who waits at a terminal.
    public static final Patience SHORT =
            new Patience(
                    4,
                    Duration.ofMillis(200),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(4));

    /// For one attempt to send so many bytes.
    Duration limit(long bytes) {
        return partLimit.multipliedBy(Math.max(1, Math.ceilDiv(bytes, PartSize.USUAL)));
    }
}
