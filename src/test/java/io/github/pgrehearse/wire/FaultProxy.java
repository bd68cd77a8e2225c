package io.github.pgrehearse.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A line between a client and a server that can be made to break: it passes on everything, until
/// one connection has brought as many bytes from the server as its fault waits for.
public final class FaultProxy implements AutoCloseable {

    private static final int BUFFER = 1 << 15;
    private static final int EACH = 0;

    /// What happens to the connection then.
    private enum Fault {
        NONE,
        STALL,
        RESET
    }

    /// Is told how many bytes a connection brings, before it brings the last of them.
    @FunctionalInterface
    private interface Watch {
        void passes(long bytes) throws IOException, InterruptedException;
    }

    private final ServerSocket entry;
    private final InetSocketAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private Fault fault = Fault.NONE;
    private long bytes = Long.MAX_VALUE;
    private int only = EACH;
    private int connections;
    private boolean struck;

    private FaultProxy(ServerSocket entry, InetSocketAddress server) {
        this.entry = entry;
        this.server = server;
    }

    /// Opens a line to a port of this machine. The caller closes it.
    public static FaultProxy to(int port) throws IOException {
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        FaultProxy proxy =
                new FaultProxy(
                        new ServerSocket(0, 50, loopback), new InetSocketAddress(loopback, port));
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    public int port() {
        return entry.getLocalPort();
    }

    /// Lets faults strike one connection only, until [#mend].
    ///
    /// @param connection which, counted from 1 from now on
    public synchronized void only(int connection) {
        only = connection;
        connections = 0;
    }

    /// How many connections there have been since the last call of [#only].
    public synchronized int connections() {
        return connections;
    }

    /// Lets each connection that has brought more than this from the server fall silent until
    /// [#mend].
    public synchronized void stallAfter(long bytes) {
        set(Fault.STALL, bytes);
    }

    /// Cuts each connection that has brought more than this from the server.
    public synchronized void resetAfter(long bytes) {
        set(Fault.RESET, bytes);
    }

    /// Passes on everything again, also what waits in a connection that fell silent.
    public synchronized void mend() {
        set(Fault.NONE, Long.MAX_VALUE);
        only = EACH;
    }

    private void set(Fault what, long when) {
        fault = what;
        bytes = when;
        struck = false;
        notifyAll();
    }

    /// Whether a connection was hit since the fault was set.
    public synchronized boolean struck() {
        return struck;
    }

    @Override
    public void close() throws IOException {
        mend();
        entry.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entry.accept();
                Socket far = new Socket();
                // Small, so that a server that is not listened to has to wait soon
                far.setReceiveBufferSize(BUFFER);
                sockets.add(client);
                sockets.add(far);
                try {
                    far.connect(server);
                } catch (IOException e) {
                    end(client, far);
                    continue;
                }
                int number = count();
                Thread.ofVirtual().start(() -> pass(client, far, _ -> {}));
                Thread.ofVirtual()
                        .start(() -> pass(far, client, passed -> strike(number, passed, client)));
            }
        } catch (IOException e) {
            // closed: nothing more to accept
        }
    }

    private void pass(Socket from, Socket to, Watch watch) {
        byte[] buffer = new byte[BUFFER];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                passed += count;
                watch.passes(passed);
                out.write(buffer, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // one of both sides has gone; so the other goes too
        }
        end(from, to);
    }

    private synchronized int count() {
        connections++;
        return connections;
    }

    private synchronized void strike(int connection, long passed, Socket client)
            throws IOException, InterruptedException {
        while (isDue(connection, passed) && fault == Fault.STALL) {
            struck = true;
            wait();
        }
        if (isDue(connection, passed) && fault == Fault.RESET) {
            struck = true;
            client.setSoLinger(true, 0);
            throw new IOException("cut as wished");
        }
    }

    private synchronized boolean isDue(int connection, long passed) {
        return passed > bytes && (only == EACH || only == connection);
    }

    private void end(Socket... both) {
        for (Socket socket : both) {
            sockets.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone then
            }
        }
    }
}
