package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.drill.control.ControlReport.Answer;
import io.github.pgrehearse.drill.control.ControlReport.Obstacle;
import io.github.pgrehearse.drill.control.ControlReport.Trial;
import io.github.pgrehearse.drill.control.Damage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How a drill with a negative control ends.
final class DrillStatusTest {

    private static int status(Answer answer, Optional<Obstacle> obstacle) {
        Trial trial = new Trial(Damage.ROW_GONE, answer, "public.kept", "", "");
        ControlReport control =
                new ControlReport(7, Duration.ofSeconds(1), List.of(trial), obstacle);
        return DrillCommand.status(
                new Outcome(
                        Verdict.RESTORED,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(control)));
    }

    @Test
    void damageThatGoesUnnoticedHasACodeOfItsOwn() {
        assertThat(status(Answer.UNNOTICED, Optional.empty())).isEqualTo(43);
        assertThat(status(Answer.UNNOTICED, Optional.of(new Obstacle("a", "b")))).isEqualTo(43);
    }

    @Test
    void aControlThatCouldNotBeCarriedOutLeavesItOpen() {
        assertThat(status(Answer.NOTICED, Optional.of(new Obstacle("a", "b")))).isEqualTo(42);
    }

    @Test
    void allNoticedIsTheDrillsOwnEnd() {
        assertThat(status(Answer.NOTICED, Optional.empty())).isZero();
    }
}
