package io.github.pgrehearse.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgesTest {

    @ParameterizedTest
    @CsvSource({
        "PT-5S, 0s",
        "PT0.9S, 0s",
        "PT59S, 59s",
        "PT60S, 1m",
        "PT59M59S, 59m",
        "PT1H, 1h",
        "PT47H59M, 47h",
        "PT48H, 2d",
        "P400D, 400d",
    })
    void areShownAsPeopleReadThem(Duration age, String shown) {
        assertThat(Ages.of(age)).isEqualTo(shown);
    }
}
