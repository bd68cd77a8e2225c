package io.github.pgrehearse.postgres.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import javax.net.SocketFactory;

/// Sockets for the driver that lead to one address, whatever a name resolves to: to one of a name's
/// several addresses, so that `pg_dump` can be sent to the same, or to a Unix-domain socket, which
/// the driver cannot reach by itself.
///
/// The driver makes it by its class name, with [#PinnedSocketFactory(String)].
public final class PinnedSocketFactory extends SocketFactory {

    private final String address;

    /// @param address an IP address, or the absolute path of a socket
    public PinnedSocketFactory(String address) {
        this.address = address;
    }

    @Override
    public Socket createSocket() throws IOException {
        return address.startsWith("/")
                ? new UnixSocket(Path.of(address), new MessageGuard())
                : new PinnedSocket(InetAddress.getByName(address));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        if (!socket.isConnected()) {
            socket.connect(InetSocketAddress.createUnresolved(host, port));
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    private static final class PinnedSocket extends Socket {

        private final InetAddress address;
        private final MessageGuard guard = new MessageGuard();

        PinnedSocket(InetAddress address) {
            this.address = address;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return guard.watching(super.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return guard.watching(super.getOutputStream());
        }

        @Override
        public void connect(SocketAddress asked, int timeout) throws IOException {
            super.connect(
                    new InetSocketAddress(address, ((InetSocketAddress) asked).getPort()), timeout);
        }
    }
}
