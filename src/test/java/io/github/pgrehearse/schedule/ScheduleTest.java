package io.github.pgrehearse.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScheduleTest {

    @Test
    void anIntervalIsDueThatMuchLater() {
        Schedule hourly = Schedule.every(Duration.ofHours(1));

        assertThat(hourly.next(Instant.parse("2024-02-07T14:30:22Z")))
                .isEqualTo("2024-02-07T15:30:22Z");
    }

    /// The second day of the week is Tuesday; where day of month and day of week are both given,
    /// either will do, as crontab(5) has it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    30 2 * * *      | 2024-02-07T14:30:22Z | 2024-02-08T02:30:00Z
                    30 2 * * *      | 2024-02-07T02:30:00Z | 2024-02-08T02:30:00Z
                    30 2 * * *      | 2024-02-07T02:29:59Z | 2024-02-07T02:30:00Z
                    */15 * * * *    | 2024-02-07T14:30:22Z | 2024-02-07T14:45:00Z
                    0 0 * * 0       | 2024-02-07T14:30:22Z | 2024-02-11T00:00:00Z
                    0 0 * * 7       | 2024-02-07T14:30:22Z | 2024-02-11T00:00:00Z
                    0 0 * * tue     | 2024-02-07T14:30:22Z | 2024-02-13T00:00:00Z
                    0 0 * * 1-5     | 2024-02-09T14:30:22Z | 2024-02-12T00:00:00Z
                    0 6,18 * * *    | 2024-02-07T14:30:22Z | 2024-02-07T18:00:00Z
                    0 0 29 2 *      | 2024-02-29T00:00:00Z | 2028-02-29T00:00:00Z
                    0 0 31 * *      | 2024-01-31T00:00:00Z | 2024-03-31T00:00:00Z
                    0 0 13 * 5      | 2024-02-07T14:30:22Z | 2024-02-09T00:00:00Z
                    0 0 13 * 5      | 2024-02-10T00:00:00Z | 2024-02-13T00:00:00Z
                    0 0 1 jan *     | 2024-02-07T14:30:22Z | 2025-01-01T00:00:00Z
                    @hourly         | 2024-02-07T14:30:22Z | 2024-02-07T15:00:00Z
                    @daily          | 2024-02-07T14:30:22Z | 2024-02-08T00:00:00Z
                    @midnight       | 2024-02-07T14:30:22Z | 2024-02-08T00:00:00Z
                    @weekly         | 2024-02-07T14:30:22Z | 2024-02-11T00:00:00Z
                    @monthly        | 2024-02-07T14:30:22Z | 2024-03-01T00:00:00Z
                    @yearly         | 2024-02-07T14:30:22Z | 2025-01-01T00:00:00Z
                    @annually       | 2024-02-07T14:30:22Z | 2025-01-01T00:00:00Z
                    """)
    void aCronExpressionIsDueAtItsTimesInUtc(String expression, Instant last, Instant next) {
        assertThat(Schedule.cron(expression).next(last)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hourly",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "0 0 30 2 *",
                "*/0 * * * *",
                "5-1 * * * *",
                "a b c d e",
                "@reboot",
                "@often",
                "0s"
            })
    void whatNamesNoTimeIsRefused(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.parse(expression))
                .withMessageMatching("(?s).+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600s", "1s", "30 2 * * *", "@daily"})
    void itReadsWhatItWrites(String text) {
        assertThat(Schedule.parse(text)).hasToString(text).isEqualTo(Schedule.parse(text));
    }
}
