package io.github.pgrehearse.postgres.ephemeral;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// How much there is for a throw-away server: of the machine, or of the container in which we are.
///
/// @param memory in bytes
public record Machine(long memory, int processors) {

    /// Where nothing tells how much there is.
    private static final long SOME_MEMORY = 1L << 30;

    /// This machine.
    public static Machine here() {
        return of(Path.of("/"), Runtime.getRuntime().availableProcessors());
    }

    /// The least of what Linux and the container's limit tell, in either version of cgroups.
    static Machine of(Path root, int processors) {
        long memory =
                Stream.of(
                                total(root.resolve("proc/meminfo")),
                                limit(root.resolve("sys/fs/cgroup/memory.max")),
                                limit(root.resolve("sys/fs/cgroup/memory/memory.limit_in_bytes")))
                        .flatMap(each -> each.stream().boxed())
                        .min(Long::compare)
                        .orElse(SOME_MEMORY);
        return new Machine(memory, processors);
    }

    private static OptionalLong total(Path meminfo) {
        try (Stream<String> lines = Files.lines(meminfo)) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong limit(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // there is none: `max`
        }
    }

    /// A part of the memory, as PostgreSQL's settings are written, within bounds in megabytes.
    public String part(int divisor, int least, int most) {
        return Math.clamp((memory / divisor) >> 20, least, most) + "MB";
    }
}
