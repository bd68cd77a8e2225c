package io.github.pgrehearse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever somebody stores as a manifest or a report: it is read, or it is a failure.
final class MutatedJsonTest {

    private static final int TRIALS = 20_000;

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "null",
                    "-1",
                    "1e999",
                    "0.5",
                    "true",
                    "9223372036854775808",
                    "99999999999999999999999999999999999999999999",
                    "\\u0000",
                    "\"backup_99999999_999999\"",
                    "\u00e4");

    private static byte[] manifest() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ManifestWriter.write(Manifests.full(), out);
        return out.toByteArray();
    }

    private interface Reading {
        void read(InputStream in) throws IOException;
    }

    private static void every(byte[] sound, Reading reading) {
        for (int seed = 0; seed < TRIALS; seed++) {
            byte[] mutated = mutated(sound, new Random(seed));
            try {
                reading.read(new ByteArrayInputStream(mutated));
            } catch (Failure.Corrupt refused) {
                assertThat(refused.getMessage()).contains(" [x: ");
            } catch (IOException | RuntimeException | StackOverflowError bug) {
                throw new AssertionError(
                        "seed %d: %s".formatted(seed, new String(mutated, StandardCharsets.UTF_8)),
                        bug);
            }
        }
    }

    private static byte[] mutated(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int times = random.nextInt(1, 4); times > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 2 -> bytes = spliced(bytes, at, at, bytes, random);
                case 3 ->
                        bytes = spliced(bytes, at, Math.min(bytes.length, at + 9), PIECES, random);
                default -> bytes = spliced(bytes, at, at, PIECES, random);
            }
        }
        return bytes;
    }

    private static byte[] spliced(
            byte[] bytes, int from, int to, List<String> pieces, Random random) {
        byte[] piece = pieces.get(random.nextInt(pieces.size())).getBytes(StandardCharsets.UTF_8);
        return joined(bytes, from, to, piece);
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] source, Random random) {
        int begin = random.nextInt(source.length);
        int end = Math.min(source.length, begin + random.nextInt(200));
        return joined(bytes, from, to, Arrays.copyOfRange(source, begin, end));
    }

    private static byte[] joined(byte[] bytes, int from, int to, byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(piece);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    @Test
    void aManifestIsReadOrRefused() throws IOException {
        every(manifest(), in -> ManifestJson.read("x", in));
    }

    @Test
    void theBeginningOfAManifestIsReadOrRefused() throws IOException {
        every(manifest(), in -> ManifestJson.head("x", in));
    }

    @Test
    void theFieldsOfAManifestAreReadOrRefused() throws IOException {
        every(manifest(), in -> ManifestJson.fields("x", in));
    }

    @Test
    void aReportIsReadOrRefused() throws IOException {
        every(DrillReportJson.write(DrillReports.full()), in -> DrillReportJson.read("x", in));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "\"x\"",
                "{\"format\":1,\"format\":1}",
                "{\"format\":1}",
                "{\"format\":1e400}",
                "{\"a\":1} trailing"
            })
    void whatIsNoManifestAndNoReportIsRefused(String text) {
        isRefused(text);
    }

    private static void isRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> ManifestJson.read("x", new ByteArrayInputStream(bytes)))
                .isInstanceOf(Failure.Corrupt.class);
        assertThatThrownBy(() -> ManifestJson.head("x", new ByteArrayInputStream(bytes)))
                .isInstanceOf(Failure.Corrupt.class);
        assertThatThrownBy(() -> DrillReportJson.read("x", new ByteArrayInputStream(bytes)))
                .isInstanceOf(Failure.Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void whatIsNestedWithoutEndIsRefused(String opening) {
        isRefused("{\"format\":1,\"x\":" + opening.repeat(500_000));
    }

    /// A list of many small statements, and one text without end.
    @Test
    void aManifestWithoutEndIsRefusedWithinTheMemory() {
        String statement =
                "{\"kind\":\"K\",\"name\":\"n\",\"digest\":\"0000000000000000\",\"count\":1},";

        assertThatThrownBy(() ->
                        ManifestJson.read(
                                "x", new Endless("{\"format\":1,\"statements\":[", statement)))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageStartingWith("Manifest is too large [x: ");
        assertThatThrownBy(() ->
                        ManifestJson.read("x", new Endless("{\"format\":1,\"warnings\":[\"", "w")))
                .isInstanceOf(Failure.Corrupt.class);
        assertThatThrownBy(
                        () -> ManifestJson.head("x", new Endless("{\"format\":1,\"x\":[", "{},")))
                .isInstanceOf(Failure.Corrupt.class);
        assertThatThrownBy(() -> DrillReportJson.read("x", new Endless("{", " ")))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageContaining("larger than");
    }

    private static final class Endless extends InputStream {

        private final byte[] first;
        private final byte[] then;
        private long position;

        Endless(String first, String then) {
            this.first = first.getBytes(StandardCharsets.US_ASCII);
            this.then = then.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            for (int i = 0; i < length; i++) {
                bytes[offset + i] = (byte) read();
            }
            return length;
        }

        @Override
        public int read() {
            long at = position++;
            return at < first.length
                    ? first[(int) at]
                    : then[(int) ((at - first.length) % then.length)];
        }
    }
}
