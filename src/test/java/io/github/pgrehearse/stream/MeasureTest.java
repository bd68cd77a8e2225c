package io.github.pgrehearse.stream;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class MeasureTest {

    @Test
    void aMeasureIsNeverNegativeAndItsDigestIsHex() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Measure(-1, "0".repeat(64)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Measure(0, "0".repeat(63)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Measure(0, "A".repeat(64)));
    }
}
