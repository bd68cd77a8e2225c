package io.github.pgrehearse.postgres.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A connected Unix-domain socket in the form that the driver works with. Java has such sockets as
/// channels only, without a limit on the time that a read may take: selectors supply it.
final class UnixSocket extends Socket {

    private static final int BUFFER_SIZE = 64 * 1024;

    private final MessageGuard guard;
    private final SocketChannel channel;
    private final Selector readable;
    private final Selector writable;
    private volatile int timeoutMillis;

    /// Connects to the socket that is the file `path`.
    UnixSocket(Path path) throws IOException {
        this(path, MessageGuard.off());
    }

    /// The same, for talking with PostgreSQL.
    UnixSocket(Path path, MessageGuard guard) throws IOException {
        this.guard = guard;
        channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        channel.configureBlocking(false);
        readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
        writable = Selector.open();
        channel.register(writable, SelectionKey.OP_WRITE);
    }

    @Override
    public InputStream getInputStream() {
        return guard.watching(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        byte[] one = new byte[1];
                        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        return receive(ByteBuffer.wrap(bytes, offset, length));
                    }

                    @Override
                    public void close() throws IOException {
                        UnixSocket.this.close();
                    }
                });
    }

    @Override
    public OutputStream getOutputStream() {
        return guard.watching(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        write(new byte[] {(byte) one}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        send(ByteBuffer.wrap(bytes, offset, length));
                    }

                    @Override
                    public void close() throws IOException {
                        UnixSocket.this.close();
                    }
                });
    }

    private int receive(ByteBuffer buffer) throws IOException {
        if (!buffer.hasRemaining()) {
            return 0;
        }
        int count = channel.read(buffer);
        while (count == 0) {
            await(readable, timeoutMillis);
            count = channel.read(buffer);
        }
        return count;
    }

    private void send(ByteBuffer buffer) throws IOException {
        channel.write(buffer);
        while (buffer.hasRemaining()) {
            await(writable, 0);
            channel.write(buffer);
        }
    }

    private void await(Selector selector, int limitMillis) throws IOException {
        try {
            int ready = selector.select(limitMillis);
            selector.selectedKeys().clear();
            if (Thread.currentThread().isInterrupted()) {
                // no selector waits in such a thread; a blocking channel would close itself too
                close();
                throw new ClosedByInterruptException();
            }
            if (ready == 0 && limitMillis > 0) {
                throw new SocketTimeoutException("nothing came within " + limitMillis + " ms");
            }
        } catch (ClosedSelectorException e) {
            throw (SocketException) new SocketException("the socket was closed").initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        readable.close();
        writable.close();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void setSoTimeout(int timeout) {
        timeoutMillis = timeout;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public int getSendBufferSize() {
        return BUFFER_SIZE;
    }

    @Override
    public int getReceiveBufferSize() {
        return BUFFER_SIZE;
    }

    @Override
    public void setSendBufferSize(int size) {
        // the system's own serves
    }

    @Override
    public void setReceiveBufferSize(int size) {
        // the system's own serves
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // an option of TCP
    }

    @Override
    public void setKeepAlive(boolean on) {
        // an option of TCP
    }
}
