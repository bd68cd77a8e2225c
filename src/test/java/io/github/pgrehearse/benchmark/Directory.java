package io.github.pgrehearse.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// Where the files of a benchmark lie.
record Directory(Path path) {

    /// Runs a command here, and watches its memory.
    ///
    /// @throws IOException if it fails; with all that it said
    Memory run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path log = path.resolve("log");
        builder.directory(path.toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = builder.start();
        Memory memory = Memory.watch(process);
        if (process.exitValue() != 0) {
            throw new IOException(builder.command() + " failed: " + Files.readString(log));
        }
        return memory;
    }

    /// Removes a file or directory in here, if it is there; of the empty name, all.
    void remove(String name) throws IOException {
        Path top = path.resolve(name);
        if (!Files.exists(top)) {
            return;
        }
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
