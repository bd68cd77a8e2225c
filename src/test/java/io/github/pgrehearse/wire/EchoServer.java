package io.github.pgrehearse.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server that answers each request with its body, and remembers those that it got whole.
final class EchoServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Got> got = new CopyOnWriteArrayList<>();

    /// A request as the server saw it.
    record Got(String method, URI target, String host, ByteBuffer body) {}

    EchoServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> answer(exchange, true));
        server.createContext("/chunked", exchange -> answer(exchange, false));
        server.createContext("/none", EchoServer::nothing);
        server.createContext("/refused", EchoServer::refuse);
        server.setExecutor(threads);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Got> got() {
        return got;
    }

    private void answer(HttpExchange exchange, boolean withLength) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        got.add(
                new Got(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Host"),
                        ByteBuffer.wrap(body)));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "1000");
            exchange.sendResponseHeaders(200, -1);
        } else {
            // To this server 0 means chunks, and -1 no body
            int length = body.length == 0 ? -1 : body.length;
            exchange.sendResponseHeaders(200, withLength ? length : 0);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
        exchange.close();
    }

    private static void nothing(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /// Answers before it has read the body, and closes.
    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(403, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
