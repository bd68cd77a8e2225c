package io.github.pgrehearse.service;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the service does again and again.
interface Work {

    /// The name of the verb and of the thing: `backup`.
    String called();

    Event.Work kind();

    Schedule schedule();

    /// Is called once, before all else.
    default void begin() throws InterruptedException {}

    /// When it was last done, whoever did it, as the store tells.
    ///
    /// @param entries all that the catalog lists, newest first
    Optional<Instant> last(List<CatalogEntry> entries) throws IOException;

    /// After how long it is to be tried again, since what was in its way the last time may be gone;
    /// nothing where the schedule alone says.
    default Optional<Duration> retry() {
        return Optional.empty();
    }

    /// After how long it looks into the store again, while it waits.
    default Duration lookAgain() {
        return Duration.ofHours(1);
    }

    /// Does it once. What goes wrong outside the program is logged and told, and not thrown.
    ///
    /// @throws InterruptedException if the process was told to end; what was begun is undone
    void run() throws InterruptedException;

    /// Tells those who listen that it broke off, by a bug of the program.
    void brokeOff(Event.Problem bug);
}
