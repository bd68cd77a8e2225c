package io.github.pgrehearse.endpoint;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Answers GET and HEAD on one port, at fixed paths, over IPv4 and IPv6.
///
/// Anybody who reaches the port may ask, and gets nothing of what was sent said back. Who asks
/// slowly, not to the end, or without reading the answer loses the connection, and holds up neither
/// others nor [#close], as long as the process was given the [#LIMITS].
public final class EndpointServer implements AutoCloseable {

    /// System properties that the JDK's server reads once, when the first one is made; without them
    /// it waits forever. For `Main` to set.
    public static final Map<String, String> LIMITS =
            Map.of(
                    // seconds from the first byte of a request to its last
                    "sun.net.httpserver.maxReqTime", "5",
                    // seconds from there to the last byte of the answer, longer than a probe
                    "sun.net.httpserver.maxRspTime", "20",
                    // seconds without a request on a connection
                    "sun.net.httpserver.idleInterval", "10",
                    // so many slow clients leave no room for those who ask whether we live
                    "jdk.httpserver.maxConnections", "512",
                    "sun.net.httpserver.maxReqHeaders", "64",
                    "sun.net.httpserver.maxReqHeaderSize", "16384",
                    // how much of a body that nobody wants is read, so that an answer arrives
                    "sun.net.httpserver.drainAmount", "16384");

    /// Waiting connections that the system holds for us.
    private static final int BACKLOG = 128;

    private static final Page.Answer NOT_FOUND = Page.Answer.line(404, "Not found");
    private static final Page.Answer NOT_ALLOWED = Page.Answer.line(405, "Only GET and HEAD");
    private static final Page.Answer FAILED = Page.Answer.line(500, "Failed, see the log");

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Page> pages;
    private final System.Logger log = System.getLogger("io.github.pgrehearse");

    private EndpointServer(HttpServer server, Map<String, Page> pages) {
        this.server = server;
        this.pages = Map.copyOf(pages);
        this.threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("endpoint-", 0).factory());
    }

    /// Listens from now on, at every address of the machine. The caller closes it.
    ///
    /// @param setting the name of the setting that says which port
    /// @param port 0 for any that is free
    /// @param pages by path
    /// @throws Failure.Settings if the port is taken, or not ours to take
    public static EndpointServer open(String setting, int port, Map<String, Page> pages)
            throws IOException {
        // The JDK's address of all addresses is :: and takes IPv4 too; without IPv6 it is 0.0.0.0
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(port), BACKLOG);
        } catch (BindException e) {
            throw new Failure.Settings(
                    "Cannot listen [%s %d: %s]".formatted(setting, port, e.getMessage()),
                    "Stop what listens there, or set "
                            + setting
                            + " to a port that is free and not below 1024.");
        }
        EndpointServer endpoint = new EndpointServer(server, pages);
        server.setExecutor(endpoint.threads);
        server.createContext("/", endpoint::handle);
        server.start();
        return endpoint;
    }

    /// Where it listens.
    public int port() {
        return server.getAddress().getPort();
    }

    /// Stops listening, and cuts off whoever is being answered.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Page.Answer answer(HttpExchange exchange) {
        // a URI such as mailto:x has no path
        Page page = pages.get(String.valueOf(exchange.getRequestURI().getPath()));
        if (page == null) {
            return NOT_FOUND;
        }
        if (!isHead(exchange) && !exchange.getRequestMethod().equals("GET")) {
            return NOT_ALLOWED;
        }
        try {
            return page.answer(
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept")));
        } catch (RuntimeException e) {
            log.log(System.Logger.Level.ERROR, "This is a bug in pgrehearse, please report it", e);
            return FAILED;
        }
    }

    private static void send(HttpExchange exchange, Page.Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.contentType());
        headers.set("Content-Length", String.valueOf(body.length));
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        // There is little to gain by keeping it, and it would count as one of few
        headers.set("Connection", "close");
        if (answer.status() == NOT_ALLOWED.status()) {
            headers.set("Allow", "GET, HEAD");
        }
        if (isHead(exchange)) {
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }
}
