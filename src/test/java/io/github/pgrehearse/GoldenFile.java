package io.github.pgrehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text that is an interface, kept in `src/test/resources/golden`. `-Dgolden.update` rewrites it.
public final class GoldenFile {

    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private GoldenFile() {}

    /// Requires the text to be that of the file.
    public static void require(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name);
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertThat(file).as("rewritten by -Dgolden.update").content().isEqualTo(text);
    }
}
