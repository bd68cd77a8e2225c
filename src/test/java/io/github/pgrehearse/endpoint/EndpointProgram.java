package io.github.pgrehearse.endpoint;

import io.github.pgrehearse.metrics.Metrics;
import io.github.pgrehearse.metrics.Scrape;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// A process that does nothing but answer, with the limits that [EndpointServer] wants of `Main`.
/// It prints its port, and closes the server once its standard input ends.
final class EndpointProgram {

    private EndpointProgram() {}

    static void main() throws IOException {
        EndpointServer.LIMITS.forEach(System::setProperty);
        Clock clock = Clock.systemUTC();
        Metrics metrics = new Metrics("test", clock, new Traffic());
        Health health = new Health("test", clock, () -> true, Map.of("store", Optional::empty));
        String large = "x".repeat(8_000_000); // more than the system takes for a connection
        try (EndpointServer server =
                EndpointServer.open(
                        "PORT",
                        0,
                        Map.of(
                                "/health",
                                health::health,
                                "/large",
                                _ -> Page.Answer.line(200, large),
                                "/metrics",
                                accept -> page(metrics.scrape(accept))))) {
            System.out.println(server.port());
            System.in.readAllBytes();
        }
        System.out.println("closed");
    }

    private static Page.Answer page(Scrape scrape) {
        return new Page.Answer(200, scrape.contentType(), scrape.text());
    }
}
