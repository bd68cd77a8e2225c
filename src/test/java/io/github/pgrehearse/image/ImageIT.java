package io.github.pgrehearse.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The image, built and run, in containers that `scripts/containers-for-tests` brings where there
/// are none.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class ImageIT {

    @Test
    void backsUpDrillsServesAndEnds() throws IOException, InterruptedException {
        assertThat(said("scripts/test-image"))
                .contains("a backup with gzip, and its drill", "a backup with zstd, and its drill")
                .containsPattern("Backup backup_\\w+ is proven: ")
                .containsPattern("exit status 143 after \\d+ s")
                .endsWith("--- all held\n");
    }

    @Test
    void servesWithWhatTheComposeFilesDescribe() throws IOException, InterruptedException {
        assertThat(said("scripts/test-compose"))
                .containsPattern("verify-1 .* Backup backup_\\w+ is proven: ")
                .contains("both services are healthy", "their end")
                .endsWith("--- all held\n");
    }

    private static String said(String script) throws IOException, InterruptedException {
        Process test = new ProcessBuilder(script).redirectErrorStream(true).start();
        String said;
        try {
            said = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            test.destroy();
        }
        assertThat(test.waitFor()).as(said).isZero();
        return said;
    }
}
