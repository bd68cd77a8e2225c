package io.github.pgrehearse.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.failure.Failure;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Peers that speak just enough of the protocol to do harm.
final class HostileServerTest {

    private static final int AUTHENTICATION_OK = 8;

    private ServerSocket listener;

    private interface Script {
        void answer(DataOutputStream out) throws IOException;
    }

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private void serve(Script script) {
        Thread.ofVirtual()
                .start(() -> {
                    while (!listener.isClosed()) {
                        try (Socket socket = listener.accept()) {
                            socket.getInputStream().read(new byte[8192]);
                            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
                            script.answer(out);
                            out.flush();
                        } catch (IOException e) {
                            // the client went away, as it should
                        }
                    }
                });
    }

    private ConnectionUri uri() {
        return ConnectionUri.parse(
                "postgresql://app:secret@127.0.0.1:%d/app?sslmode=disable"
                        .formatted(listener.getLocalPort()),
                Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "E, 2147483647",
        "R, 2147483647",
        "N, 2147483647",
        "S, 2147483647",
        "v, 2147483647",
        "E, -1",
        "E, 0",
        "R, 3",
        "E, 100000000"
    })
    void aLengthThatNoMessageHasIsRefused(char type, int length) {
        serve(out -> {
            out.write(type);
            out.writeInt(length);
            out.write(new byte[64]);
        });

        assertThatThrownBy(() -> new Connector(uri()).connect())
                .isInstanceOf(Failure.Database.class)
                .hasMessageStartingWith("Cannot connect to database [")
                .hasMessageContaining("more than PostgreSQL does");
    }

    @Test
    void aFloodOfSettingsEnds() {
        serve(out -> {
            out.write('R');
            out.writeInt(AUTHENTICATION_OK);
            out.writeInt(0);
            for (int i = 0; i < 10_000_000; i++) {
                byte[] setting = "n%09d\0v\0".formatted(i).getBytes(StandardCharsets.US_ASCII);
                out.write('S');
                out.writeInt(setting.length + Integer.BYTES);
                out.write(setting);
            }
        });

        assertThatThrownBy(() -> new Connector(uri()).connect())
                .isInstanceOf(Failure.Database.class);
    }

    @Test
    void aLongErrorIsToldInPart() {
        byte[] text = "x".repeat(900_000).getBytes(StandardCharsets.US_ASCII);
        serve(out -> {
            out.write('E');
            out.writeInt(Integer.BYTES + 1 + text.length + 2);
            out.write('M');
            out.write(text);
            out.write(new byte[2]);
        });

        assertThatThrownBy(() -> new Connector(uri()).connect())
                .isInstanceOfSatisfying(
                        Failure.Database.class,
                        failure -> assertThat(failure.getMessage().length()).isLessThan(20_000));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "x, max exceeded, max exceeded",
                "x, refused: x, refused: (redacted)",
                "x, password='x', password='(redacted)'",
                "abc, postgresql://u:abc@h/abcd, postgresql://u:(redacted)@h/abcd",
                "long, oblong, ob(redacted)"
            })
    void aShortPasswordIsTakenOutWhereItStandsByItself(String password, String text, String told) {
        ConnectionUri uri =
                ConnectionUri.parse("postgresql://u:%s@h/d".formatted(password), Map.of());

        assertThat(new Reached(uri, Optional.empty()).redact(text)).isEqualTo(told);
    }
}
