package io.github.pgrehearse.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The peak resident sets of a command, in kibibytes; Linux only.
///
/// @param own of the process that was started: of pgrehearse, the JVM
/// @param largest of it or the one of its descendants that has used most
record Memory(long own, long largest) {

    private static final int POLL_MILLIS = 20;

    /// Waits for the process to end.
    static Memory watch(Process process) throws InterruptedException {
        Memory peak = new Memory(0, 0);
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = peak.or(of(process.toHandle()));
        }
        return peak;
    }

    /// The larger of each.
    Memory or(Memory other) {
        return new Memory(Math.max(own, other.own), Math.max(largest, other.largest));
    }

    private static Memory of(ProcessHandle process) {
        long own = peak(process);
        long largest = process.descendants().mapToLong(Memory::peak).max().orElse(0);
        return new Memory(own, Math.max(own, largest));
    }

    private static long peak(ProcessHandle process) {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return status.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // it has just ended
        }
    }
}
