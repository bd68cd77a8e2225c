package io.github.pgrehearse.event;

import static java.lang.System.Logger.Level.ERROR;

import java.util.List;

/// Tells each of several listeners. One that has a bug harms nobody else.
public record Listeners(List<Listener> all, System.Logger log) implements Listener {

    public Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void hear(Event event) {
        for (Listener each : all) {
            try {
                each.hear(event);
            } catch (RuntimeException bug) {
                log.log(ERROR, "This is a bug in pgrehearse, please report it", bug);
            }
        }
    }
}
