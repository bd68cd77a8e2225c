package io.github.pgrehearse.service;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what it hears.
final class RecordingListener implements Listener {

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Override
    public void hear(Event event) {
        events.add(event);
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    <E extends Event> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
