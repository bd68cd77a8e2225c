package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MeteredOutputStreamTest {

    /// The test vector of FIPS 180 for `abc`.
    private static final Measure ABC =
            new Measure(3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    @Test
    void countsAndDigestsWhatPasses() throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        MeteredOutputStream metered = new MeteredOutputStream(sink);

        metered.write('a');
        metered.write("xbcx".getBytes(StandardCharsets.UTF_8), 1, 2);

        assertThat(metered.measure()).isEqualTo(ABC);
        assertThat(sink).hasToString("abc");
    }

    @Test
    void leavesTheStreamBeneathOpen() throws IOException {
        MeteredOutputStream beneath = new MeteredOutputStream(OutputStream.nullOutputStream());
        try (OutputStream metered = new MeteredOutputStream(beneath)) {
            metered.write(new byte[] {'a', 'b'});
        }
        beneath.write('c');

        assertThat(beneath.measure()).isEqualTo(ABC);
    }

    @Test
    void isMeasuredOnce() throws IOException {
        MeteredOutputStream metered = new MeteredOutputStream(OutputStream.nullOutputStream());
        metered.measure();

        assertThatIllegalStateException().isThrownBy(metered::measure);
        assertThatIllegalStateException().isThrownBy(() -> metered.write(1));
        metered.close();
    }

    @Test
    void whatTheStreamBeneathRefusesDoesNotCount() throws IOException {
        FailingOutputStream sink = new FailingOutputStream(2, new IOException("full"));
        MeteredOutputStream metered = new MeteredOutputStream(sink);
        metered.write(new byte[] {'a', 'b', 'c'});

        assertThatIOException().isThrownBy(() -> metered.write(1)).withMessage("full");

        assertThat(metered.measure()).isEqualTo(ABC);
    }
}
