package io.github.pgrehearse.service;

import io.github.pgrehearse.event.Event;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Whether the loops of the service go round: each says, before it does something, for how long it
/// may not be heard of then. One that is silent for longer hangs, which is a bug that only a
/// restart mends. Safe for several threads.
public final class Pulse {

    /// For what is done in a moment, and for what comes behind work that has a limit: deleting many
    /// old backups in a slow store.
    static final Duration USUAL = Duration.ofHours(1);

    private final LongSupplier nanos;
    private final Map<Event.Work, Silence> loops = new ConcurrentHashMap<>();

    /// @param since in the nanoseconds of the clock
    private record Silence(long since, Duration most) {}

    /// @param nanos a clock that nobody sets, as [System#nanoTime]
    public Pulse(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /// A loop is there, and may be silent for so long now.
    void expect(Event.Work loop, Duration most) {
        loops.put(loop, new Silence(nanos.getAsLong(), most));
    }

    /// A loop waits for another one, however long that takes.
    void rest(Event.Work loop) {
        loops.remove(loop);
    }

    /// Whether no loop has been silent for longer than it said.
    public boolean beats() {
        long now = nanos.getAsLong();
        return loops.values().stream()
                .allMatch(silence -> now - silence.since() <= silence.most().toNanos());
    }
}
