package io.github.pgrehearse.stream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The standard input of a child process, which may stop listening before all was said.
///
/// A process that ends early makes no write fail: what is written then is dropped, and [#end] tells
/// of it. So whoever writes can go on with what else there is to learn of the data. Closing before
/// the end kills the process and waits for it. One thread writes and closes.
public final class ProcessSink extends OutputStream {

    private static final int STDERR_LINES_KEPT = 60;
    private static final int STDERR_LINE_LENGTH = 500;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Duration limit;
    private final OutputStream input;
    private final CompletableFuture<List<String>> stderr = new CompletableFuture<>();
    private volatile boolean overran;
    private boolean refused;

    /// How the process ended.
    ///
    /// @param refused whether it ended before it had read all
    /// @param overran whether it was killed at its time limit
    /// @param said the first lines of its standard error
    public record Ending(int status, boolean refused, boolean overran, List<String> said) {

        public Ending {
            said = List.copyOf(said);
        }

        /// Whether the process read all that was written and was content.
        public boolean isGood() {
            return status == 0 && !refused && !overran;
        }
    }

    private ProcessSink(Process process, Duration limit) {
        this.process = process;
        this.limit = limit;
        this.input = process.getOutputStream();
    }

    /// Starts `command`, whose standard output is thrown away, and kills it if it runs longer than
    /// `limit`.
    ///
    /// @throws IOException if it cannot be started
    public static ProcessSink start(ProcessBuilder command, Duration limit) throws IOException {
        Process process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        ProcessSink sink = new ProcessSink(process, limit);
        Thread.ofVirtual().name("stderr").start(sink::drainStderr);
        Thread.ofVirtual().name("limit").start(sink::killAfterLimit);
        return sink;
    }

    @Override
    public void write(int single) {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) {
        if (refused) {
            return;
        }
        try {
            input.write(piece, offset, length);
        } catch (IOException e) {
            refused = true; // there is nobody to read it any more; the end tells why
        }
    }

    @Override
    public void flush() {
        try {
            input.flush();
        } catch (IOException e) {
            refused = true;
        }
    }

    /// Whether the process has stopped listening.
    public boolean isDeaf() {
        return refused;
    }

    /// Lets the process know that there is no more, and waits for its end.
    public Ending end() throws InterruptedIOException {
        flush();
        try {
            input.close();
        } catch (IOException e) {
            refused = true;
        }
        try {
            int status = process.waitFor();
            return new Ending(status, refused, overran, stderr.join());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public void close() throws InterruptedIOException {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> family =
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        family.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                family.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            family.forEach(ProcessHandle::destroyForcibly);
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for a process to end");
    }

    private void drainStderr() {
        List<String> first = new ArrayList<>();
        try (BoundedLineReader lines =
                new BoundedLineReader(process.errorReader(), STDERR_LINE_LENGTH)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (first.size() < STDERR_LINES_KEPT) {
                    first.add(line);
                }
            }
        } catch (IOException e) {
            first.add("(standard error was cut short: " + e.getMessage() + ")");
        } finally {
            stderr.complete(first);
        }
    }

    private void killAfterLimit() {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                overran = true;
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
