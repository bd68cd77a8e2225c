package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real processes, of the shell.
@Timeout(60)
final class ProcessStreamTest {

    private static ProcessStream start(Duration limit, String... command) throws IOException {
        return ProcessStream.start(
                new ProcessBuilder(command),
                limit,
                why -> new Failure.Database("It failed [" + why + "]", "Look."));
    }

    private static ProcessStream sh(String script) throws IOException {
        return start(Duration.ofMinutes(1), "sh", "-c", script);
    }

    /// Reads what the process says of its id, which is a line.
    private static ProcessHandle process(ProcessStream stream) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = stream.read(); next != '\n'; next = stream.read()) {
            line.append((char) next);
        }
        return ProcessHandle.of(Long.parseLong(line.toString())).orElseThrow();
    }

    @Test
    void endsWhereTheProcessEndedWell() throws IOException {
        try (ProcessStream stream = sh("printf 'a\\377b'; echo noise >&2")) {
            assertThat(stream.readAllBytes()).containsExactly('a', 0xff, 'b');
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read(new byte[10])).isEqualTo(-1);
        }
    }

    @Test
    void carriesMoreThanAPipeHolds() throws IOException {
        try (ProcessStream stream = sh("head -c 5000000 /dev/zero")) {
            assertThat(stream.readAllBytes()).hasSize(5_000_000);
        }
    }

    @Test
    void failsWithTheStatusAndTheLastWords() throws IOException {
        try (ProcessStream stream = sh("echo half; echo first >&2; echo second >&2; exit 3")) {
            assertThat(stream.readNBytes(5)).asString(StandardCharsets.UTF_8).isEqualTo("half\n");
            assertThatThrownBy(stream::read)
                    .isInstanceOf(Failure.Database.class)
                    .hasMessage("It failed [exit status 3: first; second]");
            // And never becomes a clean end by asking again
            assertThatThrownBy(stream::read).isInstanceOf(Failure.Database.class);
        }
    }

    @Test
    void keepsTheEndOfALongComplaint() throws IOException {
        try (ProcessStream stream =
                sh("seq 1 100000 >&2; head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1")) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(Failure.Database.class)
                    .hasMessageContaining("99999; 100000; xxx")
                    .hasMessageNotContaining("50000;")
                    .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(1000));
        }
    }

    @Test
    void failsWhereTheProcessWasKilled() throws IOException {
        try (ProcessStream stream = sh("echo half; kill -KILL $$")) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(Failure.Database.class)
                    .hasMessage("It failed [exit status 137]");
        }
    }

    @Test
    void failsWhereTheProcessRanTooLong() throws IOException {
        try (ProcessStream stream =
                start(Duration.ofMillis(200), "sh", "-c", "echo half; exec sleep 60")) {
            assertThatThrownBy(stream::readAllBytes)
                    .isInstanceOf(Failure.Database.class)
                    .hasMessageEndingWith("was killed]");
        }
    }

    @Test
    void killsTheProcessWhenItIsClosedEarly() throws Exception {
        ProcessHandle process;
        try (ProcessStream stream = sh("echo $$; exec sleep 60")) {
            process = process(stream);
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void killsAProcessThatWillNotGo() throws Exception {
        ProcessHandle process;
        try (ProcessStream stream = sh("trap '' TERM; echo $$; while :; do sleep 0.1; done")) {
            process = process(stream);
        }
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void tellsAnInterruptedReaderSo() throws Exception {
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CompletableFuture<Thread> started = new CompletableFuture<>();
        try (ProcessStream stream = sh("echo $$; exec >&-; exec sleep 60")) {
            ProcessHandle process = process(stream);
            Thread reader =
                    Thread.ofPlatform()
                            .start(() -> {
                                started.complete(Thread.currentThread());
                                ended.complete(catchThrowable(stream::read));
                            });
            started.get(10, TimeUnit.SECONDS);
            reader.interrupt();

            assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
            assertThat(process.isAlive()).isTrue();
        }
    }

    /// What a thread that is being stopped leaves by is the end of a try block.
    @Test
    void killsTheProcessOfAnInterruptedThread() throws Exception {
        CompletableFuture<ProcessHandle> orphan = new CompletableFuture<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try (ProcessStream stream = sh("echo $$; exec sleep 60")) {
                                orphan.complete(process(stream));
                                Thread.currentThread().interrupt();
                            } catch (IOException e) {
                                // interrupted, as was said
                            }
                        });
        thread.join();
        orphan.get().onExit().get(10, TimeUnit.SECONDS);
    }

    @Test
    void saysThatAProgramCannotBeStarted() {
        assertThatThrownBy(() -> start(Duration.ofMinutes(1), "/does/not/exist"))
                .isInstanceOf(Failure.Database.class)
                .hasMessageStartingWith("It failed [cannot be started: ")
                .hasMessageContaining("/does/not/exist");
    }

    @Test
    void givesTheProcessNothingToRead() throws IOException {
        try (ProcessStream stream = sh("cat; echo done")) {
            assertThat(stream.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("done\n");
        }
    }
}
