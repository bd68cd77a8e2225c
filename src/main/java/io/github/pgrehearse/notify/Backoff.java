package io.github.pgrehearse.notify;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The pauses between attempts: each three times the one before, and each by up to a half shorter
/// or longer, so that many senders do not come back at once.
record Backoff(int retries, Duration first) {

    /// Five attempts in about three minutes.
    static final Backoff USUAL = new Backoff(4, Duration.ofSeconds(5));

    private static final int GROWTH = 3;

    List<Duration> pauses(RandomGenerator random) {
        return Stream.iterate(first, pause -> pause.multipliedBy(GROWTH))
                .limit(retries)
                .map(pause ->
                        Duration.ofMillis((long) (pause.toMillis() * random.nextDouble(0.5, 1.5))))
                .toList();
    }
}
