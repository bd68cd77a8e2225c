package io.github.pgrehearse.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class UnixSocketTest {

    private Path path;
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        // the path of a socket has a limit of about a hundred bytes
        path = Files.createTempDirectory("s").resolve("socket");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
    }

    @AfterEach
    void clean() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        Files.delete(path.getParent());
    }

    @Test
    void carriesBytesBothWaysAtOnce() throws Exception {
        byte[] sent = new byte[5_000_000];
        new Random(1).nextBytes(sent);
        CompletableFuture<Void> echo =
                CompletableFuture.runAsync(this::echo, Thread::startVirtualThread);

        try (Socket socket = new UnixSocket(path)) {
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(() -> {
                        try {
                            socket.getOutputStream().write(sent);
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
            writer.get(10, TimeUnit.SECONDS);
            assertThat(socket.isConnected()).isTrue();
        }
        echo.get(10, TimeUnit.SECONDS);
    }

    @Test
    void givesUpReadingAfterItsTimeAndCanGoOn() throws IOException {
        try (Socket socket = new UnixSocket(path);
                SocketChannel peer = server.accept()) {
            socket.setSoTimeout(20);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> socket.getInputStream().read());

            peer.write(ByteBuffer.wrap(new byte[] {(byte) 200}));
            socket.setSoTimeout(0);
            assertThat(socket.getInputStream().read()).isEqualTo(200);
        }
    }

    @Test
    void endsWhereThePeerEnds() throws IOException {
        try (Socket socket = new UnixSocket(path)) {
            server.accept().close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aReaderWakesUpWhenTheSocketIsClosed() throws Exception {
        Socket socket = new UnixSocket(path);
        try (SocketChannel _ = server.accept()) {
            CompletableFuture<Integer> reader =
                    CompletableFuture.supplyAsync(
                            () -> readOrMinusTwo(socket), Thread::startVirtualThread);
            socket.close();
            assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(-2);
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void aThreadThatIsInterruptedWaitsNoMore() throws IOException {
        try (Socket socket = new UnixSocket(path);
                SocketChannel _ = server.accept()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(ClosedByInterruptException.class)
                    .isThrownBy(() -> socket.getInputStream().read());
            assertThat(Thread.interrupted()).isTrue();
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private static int readOrMinusTwo(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            return -2;
        }
    }

    private void echo() {
        try (SocketChannel peer = server.accept()) {
            Channels.newInputStream(peer).transferTo(Channels.newOutputStream(peer));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
