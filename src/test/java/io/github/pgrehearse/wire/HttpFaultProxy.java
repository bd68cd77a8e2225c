package io.github.pgrehearse.wire;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A line between a client and a server that understands HTTP/1.1 and can be made to break: it
/// numbers the requests, passes them on as they are, which leaves signatures valid, and breaks
/// those that it was told to.
///
/// Each request goes to the server over a connection of its own; the client may keep its own.
public final class HttpFaultProxy implements AutoCloseable {

    /// For as many times as there are requests.
    public static final int FOR_EVER = Integer.MAX_VALUE;

    private final ServerSocket entry;
    private final URI server;
    private final Set<Socket> sockets = new HashSet<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<WireRequest> requests = new ArrayList<>();
    private int struck;
    private int silent;
    private int mended;

    private static final class Rule {
        private final Predicate<WireRequest> which;
        private final HttpFault fault;
        private int times;

        Rule(Predicate<WireRequest> which, int times, HttpFault fault) {
            this.which = which;
            this.times = times;
            this.fault = fault;
        }

        boolean takes(WireRequest request) {
            if (times == 0 || !which.test(request)) {
                return false;
            }
            times--;
            return true;
        }
    }

    private HttpFaultProxy(ServerSocket entry, URI server) {
        this.entry = entry;
        this.server = server;
    }

    /// Opens a line to a server that speaks HTTP without TLS. The caller closes it.
    public static HttpFaultProxy to(URI server) throws IOException {
        ServerSocket entry = new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1"));
        HttpFaultProxy proxy = new HttpFaultProxy(entry, server);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    /// What the client is to take for the server.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + entry.getLocalPort());
    }

    /// Breaks the requests that answer to a condition, so many of them. Of several faults for a
    /// request the one that was named first strikes.
    public synchronized void breakThose(Predicate<WireRequest> which, int times, HttpFault fault) {
        rules.add(new Rule(which, times, fault));
    }

    /// Breaks the request with this number.
    public void breakOne(int number, HttpFault fault) {
        breakThose(request -> request.number() == number, 1, fault);
    }

    /// Breaks the request with this number and all that follow it.
    public void breakFrom(int number, HttpFault fault) {
        breakThose(request -> request.number() >= number, FOR_EVER, fault);
    }

    /// The requests so far, in the order of their arrival.
    public synchronized List<WireRequest> requests() {
        return List.copyOf(requests);
    }

    /// How many requests have met a fault so far.
    public synchronized int struck() {
        return struck;
    }

    /// How many connections are silent at the moment.
    public synchronized int silent() {
        return silent;
    }

    /// Passes on everything again, also what waits in a connection that fell silent.
    public synchronized void mend() {
        rules.clear();
        mended++;
        notifyAll();
    }

    /// Cuts every connection, drops what waits in them, and begins as new: without faults, with
    /// request 1 to come.
    public synchronized void renew() throws IOException {
        for (Socket socket : List.copyOf(sockets)) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        sockets.clear();
        requests.clear();
        struck = 0;
        mend();
    }

    @Override
    public synchronized void close() throws IOException {
        entry.close();
        renew();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = track(entry.accept());
                Thread.ofVirtual().start(new HttpLine(this, client));
            }
        } catch (IOException e) {
            // closed: nothing more to accept
        }
    }

    Socket connect() throws IOException {
        return track(new Socket(server.getHost(), server.getPort()));
    }

    private synchronized Socket track(Socket socket) throws IOException {
        if (entry.isClosed()) {
            socket.close();
            throw new IOException("the proxy is closed");
        }
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    synchronized void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone then
        }
    }

    /// Numbers a request, and says what is to become of it.
    synchronized HttpFault arrived(HttpHead head) {
        WireRequest request = WireRequest.of(requests.size() + 1, head);
        requests.add(request);
        for (Rule rule : rules) {
            if (rule.takes(request)) {
                struck++;
                return rule.fault;
            }
        }
        return new HttpFault.None();
    }

    /// How often the proxy has been mended.
    synchronized int mended() {
        return mended;
    }

    /// Waits until the proxy is mended once more.
    ///
    /// @param before how often it had been when the fault was chosen
    synchronized void stall(int before) throws IOException {
        silent++;
        try {
            while (mended == before) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("nobody mended the line");
        } finally {
            silent--;
        }
    }
}
