package io.github.pgrehearse.event;

/// Hears of what happens in the service.
@FunctionalInterface
public interface Listener {

    /// Takes note. It returns at once and does not throw: nobody who listens may hold up a backup.
    void hear(Event event);
}
