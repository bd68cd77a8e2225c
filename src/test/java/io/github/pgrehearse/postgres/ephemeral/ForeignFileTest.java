package io.github.pgrehearse.postgres.ephemeral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ForeignFileTest {

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("postmaster.pid");
    }

    @Test
    void readsAFile() throws IOException {
        Files.writeString(file(), "123\n/data\n");

        assertThat(new ForeignFile(file()).end()).isEqualTo("123\n/data\n");
    }

    @Test
    void readsTheEndOfALongFile() throws IOException {
        Files.writeString(file(), "a".repeat(1_000_000) + "end");

        assertThat(new ForeignFile(file()).end()).hasSize(65_536).endsWith("aend");
    }

    @Test
    void waitsForNobodyWhoWritesToAPipe() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor()).isZero();

        assertThat(new ForeignFile(file()).end()).isEmpty();
    }

    @Test
    void followsNoLink() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "of ours");
        Files.createSymbolicLink(file(), secret);

        assertThatThrownBy(() -> new ForeignFile(file()).end()).isInstanceOf(IOException.class);
    }

    @Test
    void aDirectoryIsNone() throws IOException {
        Files.createDirectory(file());

        assertThatThrownBy(() -> new ForeignFile(file()).end()).isInstanceOf(IOException.class);
    }
}
