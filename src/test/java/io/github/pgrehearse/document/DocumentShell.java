package io.github.pgrehearse.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The shell of somebody who follows a document: what is exported stays exported, and `pgrehearse`
/// is the start script of this project with the build that is tested, both on the path and in the
/// working directory.
final class DocumentShell implements AutoCloseable {

    private static final int LIMIT_SECONDS = 120;

    /// Whatever a command sets is there for the next.
    private static final String EVALUATE =
            """
            set -a
            [ ! -f "$1" ] || . "$1"
            eval "$2"
            status=$?
            export -p >"$1"
            exit $status
            """;

    private final Path directory;
    private final Path state;
    private final Map<String, String> environment;
    private final List<Running> running = new ArrayList<>();

    /// A command that was started, and where its output goes.
    record Running(Process process, Path output) {

        String written() throws IOException {
            return Files.readString(output);
        }
    }

    /// How a command ended, and what it wrote to both streams.
    record Ended(int status, String output) {}

    /// @param directory to work in; must be empty
    /// @param more of the environment
    DocumentShell(Path directory, Map<String, String> more) throws IOException {
        this.directory = Files.createDirectory(directory.resolve("work"));
        this.state = directory.resolve("exported");
        Path script = Path.of("pgrehearse").toAbsolutePath();
        Path pgrehearse = this.directory.resolve("pgrehearse");
        Files.writeString(pgrehearse, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(script));
        Files.setPosixFilePermissions(pgrehearse, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.environment = new LinkedHashMap<>(more);
        environment.put("PATH", this.directory + ":" + System.getenv("PATH"));
        environment.put("HOME", directory.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PGREHEARSE_APP", Path.of("target").toAbsolutePath().toString());
    }

    /// Runs a command to its end.
    Ended run(String command) throws IOException, InterruptedException {
        Running started = start(command);
        if (!started.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs: " + command + "\n" + started.written());
        }
        return new Ended(started.process().exitValue(), started.written());
    }

    /// Starts a command, which is ended by [#close] at the latest.
    Running start(String command) throws IOException {
        Path output = Files.createTempFile(state.getParent(), "command", ".out");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", EVALUATE, "bash", state.toString(), command)
                        .directory(directory.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Running started = new Running(builder.start(), output);
        running.add(started);
        return started;
    }

    @Override
    public void close() throws IOException {
        for (Running each : running) {
            List<ProcessHandle> processes = new ArrayList<>(each.process().descendants().toList());
            processes.add(each.process().toHandle());
            processes.forEach(ProcessHandle::destroy);
            processes.forEach(
                    process -> process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join());
        }
    }
}
