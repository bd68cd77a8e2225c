package io.github.pgrehearse.postgres.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineTest {

    private static final long GIGABYTE = 1L << 30;

    @TempDir Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void hasTheMemoryThatLinuxTells() throws IOException {
        write("proc/meminfo", "MemTotal:       16777216 kB\nMemFree:         1000 kB\n");
        write("sys/fs/cgroup/memory.max", "max\n");

        assertThat(Machine.of(root, 4)).isEqualTo(new Machine(16 * GIGABYTE, 4));
    }

    @Test
    void hasNoMoreThanTheContainerMayTake() throws IOException {
        write("proc/meminfo", "MemTotal:       16777216 kB\n");
        write("sys/fs/cgroup/memory.max", GIGABYTE / 2 + "\n");

        assertThat(Machine.of(root, 1).memory()).isEqualTo(GIGABYTE / 2);
    }

    @Test
    void ofAnOlderLinuxToo() throws IOException {
        write("proc/meminfo", "MemTotal:       16777216 kB\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 2 * GIGABYTE + "\n");

        assertThat(Machine.of(root, 1).memory()).isEqualTo(2 * GIGABYTE);
    }

    @Test
    void isTakenForASmallOneWhereNothingTells() {
        assertThat(Machine.of(root, 1).memory()).isEqualTo(GIGABYTE);
    }

    @Test
    void isAskedForAPartWithinBounds() {
        assertThat(new Machine(GIGABYTE, 1).part(16, 32, 512)).isEqualTo("64MB");
        assertThat(new Machine(GIGABYTE / 4, 1).part(16, 32, 512)).isEqualTo("32MB");
        assertThat(new Machine(64 * GIGABYTE, 1).part(16, 32, 512)).isEqualTo("512MB");
    }
}
