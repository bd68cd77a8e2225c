package io.github.pgrehearse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The program as it is packaged, to be run as a process of its own, as a user runs it: the jar of
/// this build with the JVM's options of the start script, and nothing in its environment but `PATH`
/// and what a test sets.
///
/// @param prefix a command to run it by, such as `setsid`
public record PackagedProgram(Map<String, String> environment, List<String> prefix) {

    public PackagedProgram {
        environment = Map.copyOf(environment);
        prefix = List.copyOf(prefix);
    }

    public static PackagedProgram withoutSettings() {
        return new PackagedProgram(
                Map.of("PATH", System.getenv("PATH"), "LC_ALL", "C.UTF-8"), List.of());
    }

    public PackagedProgram with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new PackagedProgram(more, prefix);
    }

    public PackagedProgram without(String variable) {
        Map<String, String> fewer = new LinkedHashMap<>(environment);
        fewer.remove(variable);
        return new PackagedProgram(fewer, prefix);
    }

    public PackagedProgram by(String... command) {
        return new PackagedProgram(environment, List.of(command));
    }

    /// Runs it to its end.
    public ProgramRun run(String... words) throws IOException, InterruptedException {
        try (RunningProgram running = start(words)) {
            return running.await();
        }
    }

    /// Starts it. The caller closes it, which kills it if it still runs.
    public RunningProgram start(String... words) throws IOException {
        // A shell has what it runs in the background ignore SIGINT, and so what that runs
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + Path.of("scripts", "java-options").toAbsolutePath());
        // For what runs so shortly, the second compiler costs more than it gains
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-jar");
        command.add(jar().toString());
        command.addAll(List.of(words));
        Path out = Files.createTempFile("pgrehearse-run-", ".out");
        Path err = Files.createTempFile("pgrehearse-run-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new RunningProgram(builder.start(), out, err);
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
            return files.filter(
                            file -> file.getFileName().toString().matches("pgrehearse-.*\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("run mvn package first"));
        }
    }
}
