package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CompressionTest {

    @TempDir private Path temporary;

    @ParameterizedTest
    @EnumSource
    void whatWasCompressedComesBack(Compression compression) throws IOException {
        for (TestData kind : TestData.values()) {
            for (int size : new int[] {0, 1, 100_000, 2_000_000}) {
                byte[] data = kind.of(size);
                assertThat(expand(compression, compress(compression, data)))
                        .as("%d bytes of %s", size, kind)
                        .isEqualTo(data);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingLeavesTheSinkOpen(Compression compression) throws IOException {
        boolean[] closed = new boolean[1];
        OutputStream sink =
                new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };

        compression.compress(sink, 6, 2).close();

        assertThat(closed[0]).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void closingTheExpandedClosesTheSource(Compression compression) throws IOException {
        boolean[] closed = new boolean[1];
        InputStream source =
                new FilterInputStream(
                        new ByteArrayInputStream(compress(compression, new byte[9]))) {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };

        compression.expand(source).close();

        assertThat(closed[0]).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOfTheSinkSurfacesAsItself(Compression compression) {
        IOException failure = new IOException("the sink failed");

        assertThatIOException()
                .isThrownBy(() -> {
                    OutputStream sink = new FailingOutputStream(1, failure);
                    try (OutputStream out = compression.compress(sink, 6, 2)) {
                        out.write(TestData.RANDOM.of(2_000_000));
                    }
                })
                .isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource
    void aFailureOfTheSourceSurfacesAsItself(Compression compression) throws IOException {
        IOException failure = new IOException("the source failed");
        byte[] compressed = compress(compression, TestData.RANDOM.of(500_000));
        InputStream half = new ByteArrayInputStream(compressed, 0, compressed.length / 2);
        InputStream failing =
                new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw failure;
                    }
                };

        assertThatIOException()
                .isThrownBy(() -> {
                    InputStream source = new SequenceInputStream(half, failing);
                    try (InputStream in = compression.expand(source)) {
                        in.readAllBytes();
                    }
                })
                .isSameAs(failure);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void whatIsCutShortIsDamagedWhereverItWasCut(Compression compression) throws IOException {
        byte[] large = compress(compression, TestData.TEXT.of(1_000_000));
        for (int sixteenth = 0; sixteenth < 16; sixteenth++) {
            assertDamaged(compression, Arrays.copyOf(large, large.length / 16 * sixteenth));
        }
        byte[] small = compress(compression, TestData.RANDOM.of(300));
        for (int length = 0; length < small.length; length++) {
            assertDamaged(compression, Arrays.copyOf(small, length));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void aFlippedBitIsNoticedOrHarmless(Compression compression) throws IOException {
        byte[] data = TestData.RANDOM.of(1_000);
        byte[] compressed = compress(compression, data);
        int unnoticed = 0;
        for (int bit = 0; bit < compressed.length * 8; bit++) {
            byte[] damaged = compressed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                assertThat(expand(compression, damaged)).as("bit %d", bit).isEqualTo(data);
                unnoticed++;
            } catch (Failure.Corrupt e) {
                assertThat(e).hasMessageStartingWith("Compressed data is damaged [");
            }
        }
        // Time and hints in the header of gzip, a reserved bit in that of zstd
        assertThat(unnoticed).isLessThan(80);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void flippedBitsInALargeDumpAreNoticed(Compression compression) throws IOException {
        byte[] compressed = compress(compression, TestData.RANDOM.of(1_000_000));
        for (int sixteenth = 1; sixteenth < 16; sixteenth++) {
            byte[] damaged = compressed.clone();
            damaged[damaged.length / 16 * sixteenth] ^= 0x10;
            assertDamaged(compression, damaged);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void whatFollowsMustBeWholeToo(Compression compression) throws IOException {
        byte[] data = TestData.TEXT.of(100_000);
        byte[] one = compress(compression, data);
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(expand(compression, two)).startsWith(data).endsWith(data).hasSize(200_000);
        for (int length = one.length + 1; length < one.length + 40; length++) {
            assertDamaged(compression, Arrays.copyOf(two, length));
        }
        byte[] garbage = Arrays.copyOf(one, one.length + 100);
        Arrays.fill(garbage, one.length, garbage.length, (byte) 'x');
        assertDamaged(compression, garbage);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void aSourceThatComesInDropsIsReadToItsEnd(Compression compression) throws IOException {
        byte[] data = TestData.TEXT.of(10_000);
        byte[] one = compress(compression, data);
        // A network stream may say that nothing is available, and may give a byte at a time
        InputStream drops =
                new SequenceInputStream(
                        new ByteArrayInputStream(one), new ByteArrayInputStream(one)) {
                    @Override
                    public int available() {
                        return 0;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        return super.read(bytes, offset, Math.min(1, length));
                    }
                };

        try (InputStream in = compression.expand(drops)) {
            assertThat(in.readAllBytes()).hasSize(2 * data.length);
        }
    }

    @Test
    void theRealZstdAcceptsAndExpandsIt() throws Exception {
        byte[] data = TestData.TEXT.of(2_000_000);
        Path file = Files.write(temporary.resolve("a.zst"), compress(Compression.ZSTD, data));

        assertThat(run("zstd", "-t", "-q", file.toString())).isEmpty();
        assertThat(run("zstd", "-dc", file.toString())).isEqualTo(data);
        assertThat(new String(run("zstd", "-lv", file.toString()), StandardCharsets.UTF_8))
                .contains("XXH64");
    }

    @Test
    void whatTheRealProgramsWriteIsRead() throws Exception {
        byte[] data = TestData.TEXT.of(1_000_000);
        Path file = Files.write(temporary.resolve("name"), data);

        // With the file's name in the header
        assertThat(expand(Compression.GZIP, run("gzip", "-c", file.toString()))).isEqualTo(data);
        assertThat(expand(Compression.ZSTD, run("zstd", "-c", "-q", file.toString())))
                .isEqualTo(data);
    }

    @Test
    void everyFieldOfAGzipHeaderIsReadOver() throws IOException {
        byte[] data = TestData.TEXT.of(1_000);
        byte[] plain = compress(Compression.GZIP, data);
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(plain, 0, 3);
        // Extra field of three bytes, name, comment and header checksum
        full.write(4 | 8 | 16 | 2);
        full.write(plain, 4, 6);
        full.writeBytes(new byte[] {3, 0, 1, 2, 3, 'n', 0, 'c', 'c', 0, 7, 7});
        full.write(plain, 10, plain.length - 10);

        assertThat(expand(Compression.GZIP, full.toByteArray())).isEqualTo(data);
    }

    @Test
    void everySuffixIsItsOwn() {
        assertThat(Compression.GZIP.suffix()).isEqualTo(".sql.gz");
        assertThat(Compression.ZSTD.suffix()).isEqualTo(".sql.zst");
        assertThat(Compression.NONE.suffix()).isEqualTo(".sql");
    }

    private static void assertDamaged(Compression compression, byte[] damaged) {
        assertThatExceptionOfType(Failure.Corrupt.class)
                .as("the first %d bytes", damaged.length)
                .isThrownBy(() -> expand(compression, damaged));
    }

    private static byte[] compress(Compression compression, byte[] data) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(sink, 6, 2)) {
            out.write(data);
        }
        return sink.toByteArray();
    }

    private static byte[] expand(Compression compression, byte[] data) throws IOException {
        try (InputStream in = compression.expand(new ByteArrayInputStream(data))) {
            return in.readAllBytes();
        }
    }

    private static byte[] run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
