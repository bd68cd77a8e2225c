package io.github.pgrehearse.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, of the shell.
@Timeout(60)
final class ProcessSinkTest {

    @TempDir Path directory;

    private static ProcessSink sh(String script, Duration limit) throws IOException {
        return ProcessSink.start(new ProcessBuilder("sh", "-c", script), limit);
    }

    private static ProcessSink sh(String script) throws IOException {
        return sh(script, Duration.ofMinutes(1));
    }

    @Test
    void aProcessThatReadsAllAndEndsWellIsGood() throws Exception {
        Path copy = directory.resolve("copy");
        try (ProcessSink sink = sh("cat > " + copy)) {
            sink.write("first ".getBytes(UTF_8));
            sink.write('x');
            ProcessSink.Ending ending = sink.end();

            assertThat(ending.isGood()).isTrue();
            assertThat(ending.said()).isEmpty();
        }
        assertThat(copy).hasContent("first x");
    }

    @Test
    void oneThatStopsListeningMakesNoWriteFail() throws Exception {
        try (ProcessSink sink = sh("head -c 10 > /dev/null; echo enough >&2; exit 3")) {
            while (!sink.isDeaf()) {
                sink.write(new byte[100_000]);
            }
            sink.write(new byte[100_000]);
            sink.flush();
            ProcessSink.Ending ending = sink.end();

            assertThat(ending.isGood()).isFalse();
            assertThat(ending.refused()).isTrue();
            assertThat(ending.status()).isEqualTo(3);
            assertThat(ending.said()).containsExactly("enough");
        }
    }

    @Test
    void oneThatEndsWellButEarlyIsNotGood() throws Exception {
        try (ProcessSink sink = sh("exit 0")) {
            while (!sink.isDeaf()) {
                sink.write(new byte[100_000]);
            }
            assertThat(sink.end().isGood()).isFalse();
        }
    }

    @Test
    void onlyTheBeginningOfALongComplaintIsKept() throws Exception {
        try (ProcessSink sink = sh("cat > /dev/null; seq 1 100000 >&2; exit 1")) {
            assertThat(sink.end().said()).hasSize(60).startsWith("1", "2");
        }
    }

    @Test
    void oneThatDoesNotEndIsKilledAtItsLimit() throws Exception {
        try (ProcessSink sink = sh("exec sleep 600", Duration.ofMillis(100))) {
            while (!sink.isDeaf()) { // more than a pipe holds
                sink.write(new byte[100_000]);
            }
            ProcessSink.Ending ending = sink.end();

            assertThat(ending.overran()).isTrue();
            assertThat(ending.isGood()).isFalse();
        }
    }

    @Test
    void closingKillsWhatStillRuns() throws Exception {
        Path told = directory.resolve("pid");
        try (ProcessSink sink = sh("echo $$ > %1$s.new; mv %1$s.new %1$s; cat".formatted(told))) {
            while (!Files.exists(told)) {
                sink.write('x');
                sink.flush();
            }
        }
        long pid = Long.parseLong(Files.readString(told).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        try (ProcessSink sink = sh("exec sleep 600")) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(sink::end).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
