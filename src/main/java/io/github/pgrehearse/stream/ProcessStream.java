package io.github.pgrehearse.stream;

import io.github.pgrehearse.failure.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/// The standard output of a child process, as a stream that ends only if the process ended well.
///
/// End of stream is reported after the process exited with status 0. Any other status, and a
/// process killed for exceeding its limit, surfaces as a [Failure] from `read`, so that half a dump
/// can never be mistaken for a whole one. Closing early kills the process and waits for its end.
/// One thread reads and closes.
public final class ProcessStream extends FilterInputStream {

    private static final int STDERR_LINES_KEPT = 20;
    private static final int STDERR_LINE_LENGTH = 500;
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Duration limit;
    private final Function<String, Failure> failure;
    private final CompletableFuture<String> stderr = new CompletableFuture<>();
    private volatile boolean overran;
    private boolean ended;

    private ProcessStream(Process process, Duration limit, Function<String, Failure> failure) {
        super(process.getInputStream());
        this.process = process;
        this.limit = limit;
        this.failure = failure;
    }

    /// Starts `command` and kills it if it runs longer than `limit`.
    ///
    /// @param failure makes the failure of what went wrong: of the exit status and the last lines
    ///   of the standard error, or of why the process was killed
    public static ProcessStream start(
            ProcessBuilder command, Duration limit, Function<String, Failure> failure)
            throws IOException {
        Process process;
        try {
            process = command.start();
        } catch (IOException e) {
            throw failure.apply("cannot be started: " + e.getMessage());
        }
        ProcessStream stream = new ProcessStream(process, limit, failure);
        process.getOutputStream().close();
        Thread.ofVirtual().name("stderr").start(stream::drainStderr);
        Thread.ofVirtual().name("limit").start(stream::killAfterLimit);
        return stream;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int count = read(one, 0, 1);
        return count < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count;
        try {
            count = super.read(buffer, offset, length);
        } catch (IOException e) {
            requireCleanExit();
            throw e;
        }
        if (count < 0) {
            requireCleanExit();
        }
        return count;
    }

    /// Kills the process if it still runs. Never throws what only says that it was killed.
    @Override
    public void close() throws IOException {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroy);
        try {
            if (!exited(GRACE)) {
                family.forEach(ProcessHandle::destroyForcibly);
            }
        } finally {
            super.close();
        }
    }

    /// The process and what it has started: where it is a script around the program, the program
    /// would live on, and hold the output open that is being read.
    private List<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    private void requireCleanExit() throws IOException {
        if (ended) {
            return;
        }
        int status = exitStatus();
        if (overran) {
            throw failure.apply("did not end in time and was killed");
        }
        if (status != 0) {
            String said = stderr.join();
            throw failure.apply("exit status " + status + (said.isEmpty() ? "" : ": " + said));
        }
        ended = true;
    }

    private int exitStatus() throws InterruptedIOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private boolean exited(Duration within) throws InterruptedIOException {
        try {
            return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            family().forEach(ProcessHandle::destroyForcibly);
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for a process to end");
    }

    private void drainStderr() {
        Deque<String> tail = new ArrayDeque<>();
        try (BoundedLineReader lines =
                new BoundedLineReader(process.errorReader(), STDERR_LINE_LENGTH)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (tail.size() == STDERR_LINES_KEPT) {
                    tail.removeFirst();
                }
                tail.addLast(line);
            }
        } catch (IOException e) {
            tail.addLast("(standard error was cut short: " + e.getMessage() + ")");
        } finally {
            stderr.complete(String.join("; ", tail));
        }
    }

    private void killAfterLimit() {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                overran = true;
                family().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
