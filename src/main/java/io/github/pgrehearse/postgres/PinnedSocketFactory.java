package io.github.pgrehearse.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
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
                ? new UnixSocket(UnixDomainSocketAddress.of(address))
                : new PinnedSocket(InetAddress.getByName(address));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(InetSocketAddress.createUnresolved(host, port));
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

        PinnedSocket(InetAddress address) {
            this.address = address;
        }

        @Override
        public void connect(SocketAddress asked, int timeout) throws IOException {
            super.connect(
                    new InetSocketAddress(address, ((InetSocketAddress) asked).getPort()), timeout);
        }
    }

    /// As much of a socket as the driver uses, over a channel; time limits on reading are not kept.
    private static final class UnixSocket extends Socket {

        private final UnixDomainSocketAddress address;
        private final SocketChannel channel;

        UnixSocket(UnixDomainSocketAddress address) throws IOException {
            this.address = address;
            this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        }

        @Override
        public void connect(SocketAddress asked) throws IOException {
            channel.connect(address);
        }

        @Override
        public void connect(SocketAddress asked, int timeout) throws IOException {
            channel.connect(address);
        }

        @Override
        public InputStream getInputStream() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public boolean isConnected() {
            return channel.isConnected();
        }

        @Override
        public boolean isClosed() {
            return !channel.isOpen();
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public void setKeepAlive(boolean on) {}

        @Override
        public void setSoTimeout(int milliseconds) {}

        @Override
        public int getSoTimeout() {
            return 0;
        }

        @Override
        public synchronized void close() throws IOException {
            channel.close();
        }
    }
}
