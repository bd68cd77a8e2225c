package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class InterruptibleInputStreamTest {

    @Test
    void readsAll() throws IOException {
        try (InputStream in =
                new InterruptibleInputStream(new ByteArrayInputStream(new byte[] {1, -1, 3}))) {
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.readAllBytes()).containsExactly(3);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void passesAFailureOnAsItIs() throws IOException {
        try (InputStream in = new InterruptibleInputStream(new PipedInputStream())) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(in::read)
                    .withMessage("Pipe not connected");
        }
    }

    @Test
    void stopsWaitingForASilentSocketWhenItIsInterrupted() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
                InputStream in = new InterruptibleInputStream(socket.getInputStream())) {
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(in::read);

            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
