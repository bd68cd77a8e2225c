package io.github.pgrehearse.command;

import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.endpoint.EndpointServer;
import io.github.pgrehearse.endpoint.Health;
import io.github.pgrehearse.endpoint.Page;
import io.github.pgrehearse.endpoint.Probe;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;
import io.github.pgrehearse.event.Listeners;
import io.github.pgrehearse.metrics.Metrics;
import io.github.pgrehearse.metrics.Scrape;
import io.github.pgrehearse.notify.Heartbeat;
import io.github.pgrehearse.notify.Means;
import io.github.pgrehearse.notify.Notices;
import io.github.pgrehearse.notify.Place;
import io.github.pgrehearse.settings.NoticeSettings;
import io.github.pgrehearse.settings.ServiceSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// Those who listen to the service: those who are told, and those who come and ask over HTTP.
final class ServeListeners implements AutoCloseable {

    private final Wiring wiring;
    private final Health health;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();

    private ServeListeners(Wiring wiring, Map<String, Probe> probes, BooleanSupplier working) {
        this.wiring = wiring;
        this.health =
                new Health(
                        wiring.surroundings().version(),
                        wiring.surroundings().clock(),
                        working,
                        probes);
        listeners.add(health);
    }

    /// Opens ports and begins to listen. The caller closes it.
    ///
    /// @param probes what the service depends on
    /// @param working whether all loops of the service go round
    /// @param work whose beginnings and ends heartbeats tell
    static ServeListeners open(
            Wiring wiring,
            Settings settings,
            Map<String, Probe> probes,
            BooleanSupplier working,
            Event.Work work,
            Place place)
            throws IOException {
        ServeListeners all = new ServeListeners(wiring, probes, working);
        try {
            all.answer(settings.get(ServiceSettings.class));
            all.tell(settings.get(NoticeSettings.class), work, place);
            return all;
        } catch (IOException e) {
            all.close();
            throw e;
        }
    }

    private void answer(ServiceSettings settings) throws IOException {
        Map<String, Page> pages = new HashMap<>();
        pages.put("/health", health::health);
        pages.put("/live", health::live);
        pages.put("/ready", health::ready);
        if (settings.metricsEnabled()) {
            Page metrics = metrics();
            if (settings.metricsPort() == settings.port()) {
                pages.put("/metrics", metrics);
            } else {
                listen("METRICS_PORT", settings.metricsPort(), Map.of("/metrics", metrics));
            }
        }
        listen("PORT", settings.port(), pages);
    }

    private Page metrics() {
        Metrics metrics =
                new Metrics(
                        wiring.surroundings().version(),
                        wiring.surroundings().clock(),
                        wiring.traffic());
        listeners.add(metrics);
        return accept -> {
            Scrape scrape = metrics.scrape(accept);
            return new Page.Answer(200, scrape.contentType(), scrape.text());
        };
    }

    private void listen(String setting, int port, Map<String, Page> pages) throws IOException {
        EndpointServer server = EndpointServer.open(setting, port, pages);
        closing.add(server::close);
        lines.add(
                "Listening on port %d: %s"
                        .formatted(
                                server.port(),
                                String.join(", ", pages.keySet().stream().sorted().toList())));
    }

    private void tell(NoticeSettings settings, Event.Work work, Place place) {
        Means means =
                new Means(wiring.surroundings().clock(), Thread::sleep, new Random(), wiring.log());
        settings.notices()
                .map(plan -> Notices.open(plan, place, means))
                .ifPresent(notices -> {
                    listeners.add(notices);
                    closing.add(notices::close);
                });
        settings.heartbeats()
                .map(address -> Heartbeat.open(address, work, means))
                .ifPresent(heartbeat -> {
                    listeners.add(heartbeat);
                    closing.add(heartbeat::close);
                });
    }

    /// All of them.
    Listener listener() {
        return new Listeners(listeners, wiring.log());
    }

    /// What there is to say of it at the start.
    List<String> greeting() {
        return List.copyOf(lines);
    }

    /// The service is about to end, and not ready any more.
    void stop() {
        health.stop();
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
    }
}
