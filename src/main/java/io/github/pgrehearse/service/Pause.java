package io.github.pgrehearse.service;

import java.time.Duration;

/// How the service waits.
@FunctionalInterface
public interface Pause {

    /// Waits so long, more or less.
    void take(Duration span) throws InterruptedException;
}
