package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ParallelGzipOutputStreamTest {

    private static final int BLOCK = GzipBlock.INPUT_BYTES;

    /// More than two threads may have in flight.
    private static final int LONG = 9 * BLOCK;

    @TempDir private Path temporary;

    static Stream<Integer> sizes() {
        return IntStream.of(
                        0,
                        1,
                        2,
                        32 * 1024,
                        BLOCK - 1,
                        BLOCK,
                        BLOCK + 1,
                        2 * BLOCK - 1,
                        2 * BLOCK,
                        2 * BLOCK + 1,
                        LONG,
                        LONG + 12_345)
                .boxed();
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void whatItWritesIsOneMemberThatHoldsTheInput(int size) throws IOException {
        for (TestData kind : TestData.values()) {
            byte[] data = kind.of(size);
            byte[] compressed = compress(data, 6, 2);

            assertThat(gunzip(compressed)).as(kind.name()).isEqualTo(data);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void gzipItselfAcceptsAndExpandsIt(int size) throws Exception {
        byte[] data = TestData.TEXT.of(size);
        Path file = temporary.resolve("data.gz");
        Files.write(file, compress(data, 6, 2));

        assertThat(run("gzip", "-t", file.toString())).isEmpty();
        assertThat(run("gzip", "-dc", file.toString())).isEqualTo(data);
    }

    @ParameterizedTest
    @EnumSource
    void everyLevelWorks(TestData kind) throws IOException {
        byte[] data = kind.of(3 * BLOCK + 1);
        for (int level = 1; level <= 9; level++) {
            assertThat(gunzip(compress(data, level, 2))).as("level %d", level).isEqualTo(data);
        }
    }

    @Test
    void aHigherLevelIsSmaller() throws IOException {
        byte[] data = TestData.TEXT.of(LONG);

        assertThat(compress(data, 9, 2)).hasSizeLessThan(compress(data, 1, 2).length);
    }

    @ParameterizedTest
    @EnumSource
    void theOutputDoesNotDependOnThreadsOrOnHowTheInputIsCut(TestData kind) throws IOException {
        byte[] data = kind.of(LONG + 1);
        byte[] expected = compress(data, 6, 1);

        assertThat(compress(data, 6, 2)).isEqualTo(expected);
        assertThat(compress(data, 6, 64)).isEqualTo(expected);
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream gzip = new ParallelGzipOutputStream(sink, 6, 3)) {
            for (int at = 0; at < data.length; at += 1_009) {
                gzip.write(data, at, Math.min(1_009, data.length - at));
                gzip.flush();
            }
        }
        assertThat(sink.toByteArray()).isEqualTo(expected);
    }

    @Test
    void aMatchMayReachBackOverTheEdgeOfABlock() throws IOException {
        // Random data, repeated at a distance that the window just holds
        byte[] piece = TestData.RANDOM.of(30_000);
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream gzip = new ParallelGzipOutputStream(sink, 6, 2)) {
            for (int i = 0; i < 30; i++) {
                gzip.write(piece);
            }
        }

        assertThat(sink.size()).isLessThan(2 * piece.length);
    }

    @Test
    void twoOutputsInARowAreOneGzipFile() throws Exception {
        byte[] data = TestData.TEXT.of(BLOCK + 7);
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        for (int i = 0; i < 2; i++) {
            try (OutputStream gzip = new ParallelGzipOutputStream(sink, 6, 2)) {
                gzip.write(data, 0, data.length);
            }
        }
        Path file = Files.write(temporary.resolve("data.gz"), sink.toByteArray());

        byte[] expanded = run("gzip", "-dc", file.toString());

        assertThat(expanded).startsWith(data).endsWith(data).hasSize(2 * data.length);
    }

    @Test
    void theSinkStaysOpenAndASecondCloseDoesNothing() throws IOException {
        MeteredOutputStream sink = new MeteredOutputStream(OutputStream.nullOutputStream());
        OutputStream gzip = new ParallelGzipOutputStream(sink, 6, 2);
        gzip.close();
        gzip.close();
        sink.write(1);

        // 10 bytes of header, an empty block, 8 bytes of trailer, and ours
        assertThat(sink.measure().bytes()).isEqualTo(10 + 2 + 8 + 1);
        assertThatIOException().isThrownBy(() -> gzip.write(1));
    }

    @Test
    void aFailureOfTheSinkSurfacesOnceWhereverItComes() throws IOException {
        byte[] data = TestData.RANDOM.of(LONG);
        // The header, nine blocks and the trailer
        int writes = 1 + 9 + 1;
        for (int failing = 1; failing <= writes; failing++) {
            IOException failure = new IOException("the sink failed");
            FailingOutputStream sink = new FailingOutputStream(failing, failure);
            CountingDeflaters deflaters = new CountingDeflaters();
            ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(sink, 2, deflaters::next);

            assertThatIOException()
                    .as("write %d of the sink", failing)
                    .isThrownBy(() -> {
                        try (gzip) {
                            gzip.write(data);
                        }
                    })
                    .isSameAs(failure)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).isEmpty());
            assertThat(sink.writes()).isEqualTo(failing);
            assertThatIOException().isThrownBy(() -> gzip.write(1));
            gzip.close();
            deflaters.assertAllEnded();
        }
    }

    @Test
    void aFailureOfAWorkerSurfacesOnceWhicheverBlockItMeets() throws IOException {
        byte[] data = TestData.TEXT.of(LONG);
        for (int failing = 1; failing <= 9; failing++) {
            AtomicInteger left = new AtomicInteger(failing);
            CountingDeflaters deflaters = new CountingDeflaters(left);
            ParallelGzipOutputStream gzip =
                    new ParallelGzipOutputStream(
                            OutputStream.nullOutputStream(), 2, deflaters::next);

            assertThatIOException()
                    .as("block %d", failing)
                    .isThrownBy(() -> {
                        try (gzip) {
                            gzip.write(data);
                        }
                    })
                    .withMessage("compressing failed")
                    .withCauseInstanceOf(IllegalStateException.class)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).isEmpty());
            gzip.close();
            deflaters.assertAllEnded();
        }
    }

    @Test
    void anInterruptedCallerIsToldSoAndClosingStillFreesEverything() throws IOException {
        CountingDeflaters deflaters = new CountingDeflaters();
        ParallelGzipOutputStream gzip =
                new ParallelGzipOutputStream(OutputStream.nullOutputStream(), 2, deflaters::next);
        gzip.write(new byte[BLOCK]);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> gzip.write(TestData.TEXT.of(LONG)));
        gzip.close();

        assertThat(Thread.interrupted()).isTrue();
        deflaters.assertAllEnded();
    }

    @Test
    void anInterruptedCloseWritesNoEnd() throws IOException {
        MeteredOutputStream sink = new MeteredOutputStream(OutputStream.nullOutputStream());
        OutputStream gzip = new ParallelGzipOutputStream(sink, 6, 2);
        gzip.write(1);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(gzip::close);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(sink.measure().bytes()).isZero();
    }

    @Test
    void closingEndsItsThreads() throws Exception {
        ParallelGzipOutputStream gzip =
                new ParallelGzipOutputStream(OutputStream.nullOutputStream(), 6, 2);
        gzip.write(TestData.TEXT.of(LONG));
        List<Thread> workers =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("gzip-"))
                        .toList();
        assertThat(workers).isNotEmpty();

        gzip.close();

        for (Thread worker : workers) {
            assertThat(worker.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void onlyTheLevelsOfGzipAreTaken() {
        for (int level : new int[] {-1, 0, 10}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            new ParallelGzipOutputStream(
                                    OutputStream.nullOutputStream(), level, 2));
        }
    }

    private static byte[] compress(byte[] data, int level, int threads) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (OutputStream gzip = new ParallelGzipOutputStream(sink, level, threads)) {
            gzip.write(data);
        }
        return sink.toByteArray();
    }

    private static byte[] gunzip(byte[] compressed) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
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

    /// Hands out deflaters, of which one may fail, and knows whether all were freed.
    private static final class CountingDeflaters {

        private final AtomicInteger blocksUntilFailure;
        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();

        CountingDeflaters() {
            this(new AtomicInteger(Integer.MAX_VALUE));
        }

        CountingDeflaters(AtomicInteger blocksUntilFailure) {
            this.blocksUntilFailure = blocksUntilFailure;
        }

        Deflater next() {
            made.incrementAndGet();
            return new Deflater(6, true) {
                @Override
                public void reset() {
                    if (blocksUntilFailure.decrementAndGet() == 0) {
                        throw new IllegalStateException("no more memory");
                    }
                    super.reset();
                }

                @Override
                public void end() {
                    ended.incrementAndGet();
                    super.end();
                }
            };
        }

        void assertAllEnded() {
            assertThat(made.get()).isPositive().isLessThanOrEqualTo(2);
            assertThat(ended.get()).isEqualTo(made.get());
        }
    }
}
