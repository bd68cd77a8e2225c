package io.github.pgrehearse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A [PackagedProgram] while it runs.
public final class RunningProgram implements AutoCloseable {

    private static final int LIMIT_SECONDS = 300;

    private final Process process;
    private final Path out;
    private final Path err;

    RunningProgram(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// What it has written to the standard output so far.
    public String out() {
        return read(out);
    }

    /// Waits until it has written this to the standard output.
    public void awaitOutput(String text) throws InterruptedException {
        Eventually.holds(
                "output of " + text + ", but got: " + out(),
                () -> out().contains(text) || !process.isAlive());
    }

    /// The process of this name among those that it has started, directly or not.
    public Optional<ProcessHandle> child(String program) {
        return process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/" + program))
                .findFirst();
    }

    /// Sends a signal, such as `TERM`.
    public void signal(String name) throws IOException, InterruptedException {
        kill(name, Long.toString(pid()));
    }

    /// Sends a signal to it and to all that it has started; it must have been run by `setsid`.
    public void signalGroup(String name) throws IOException, InterruptedException {
        kill(name, "-" + pid());
    }

    private static void kill(String name, String whom) throws IOException, InterruptedException {
        // It may have ended a moment before
        new ProcessBuilder("kill", "-" + name, "--", whom)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /// Waits for its end, however it comes.
    public ProgramRun await() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs after %d s: %s".formatted(LIMIT_SECONDS, out()));
        }
        return new ProgramRun(process.exitValue(), out(), read(err));
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        Files.delete(out);
        Files.delete(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
