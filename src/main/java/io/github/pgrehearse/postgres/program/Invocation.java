package io.github.pgrehearse.postgres.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A short run of a program: in a clean environment, with nothing to read, and for no longer than
/// its limit.
public record Invocation(List<String> command, Path directory, Duration limit) {

    private static final int OUTPUT_KEPT = 64 * 1024;
    private static final Map<String, String> CLEAN_ENVIRONMENT =
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL", "C");

    public Invocation {
        command = List.copyOf(command);
    }

    /// How it ended, and what it wrote to both of its outputs.
    public record Outcome(int status, String output) {

        public boolean succeeded() {
            return status == 0;
        }

        /// The last lines of the output, in one line.
        public String lastWords(int lines) {
            List<String> all = output.lines().filter(line -> !line.isBlank()).toList();
            return String.join(
                    "; ",
                    all.subList(Math.max(0, all.size() - lines), all.size()).stream()
                            .map(String::strip)
                            .toList());
        }
    }

    /// Prepares a process that inherits no variable of ours: not our credentials, and nothing that
    /// would change what PostgreSQL's programs do.
    public static ProcessBuilder prepare(List<String> command, Path directory) {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(CLEAN_ENVIRONMENT);
        return builder;
    }

    /// Runs the program to its end, or kills it: at the limit, and when this thread is interrupted.
    ///
    /// @throws IOException if it cannot be started
    public Outcome run() throws IOException {
        Process process = prepare(command, directory).start();
        CompletableFuture<String> output = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> output.complete(drain(process.getInputStream())));
        try {
            if (!process.waitFor(limit)) {
                return new Outcome(-1, "no answer within %d s".formatted(limit.toSeconds()));
            }
            // A grandchild that outlives the program may hold the pipe open: it is not waited for
            return new Outcome(
                    process.exitValue(), output.completeOnTimeout("", 5, TimeUnit.SECONDS).join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + command.getFirst());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String drain(InputStream output) {
        try (output) {
            String kept = new String(output.readNBytes(OUTPUT_KEPT), StandardCharsets.UTF_8);
            output.transferTo(OutputStream.nullOutputStream());
            return kept;
        } catch (IOException e) {
            return "(its output was cut short: " + e.getMessage() + ")";
        }
    }
}
