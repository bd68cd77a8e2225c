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

    /// What happens to the connection then.
    private enum Fault {
        NONE,
        STALL,
        RESET
    }

    private final ServerSocket entry;
    private final InetSocketAddress server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private Fault fault = Fault.NONE;
    private long bytes = Long.MAX_VALUE;
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
                Thread.ofVirtual().start(() -> pass(client, far, false));
                Thread.ofVirtual().start(() -> pass(far, client, true));
            }
        } catch (IOException e) {
            // closed: nothing more to accept
        }
    }

    private void pass(Socket from, Socket to, boolean down) {
        byte[] buffer = new byte[BUFFER];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                passed += count;
                if (down) {
                    strike(passed, to);
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException | InterruptedException e) {
            // one of both sides has gone; so the other goes too
        }
        end(from, to);
    }

    private synchronized void strike(long passed, Socket client)
            throws IOException, InterruptedException {
        while (passed > bytes && fault == Fault.STALL) {
            struck = true;
            wait();
        }
        if (passed > bytes && fault == Fault.RESET) {
            struck = true;
            client.setSoLinger(true, 0);
            throw new IOException("cut as wished");
        }
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
