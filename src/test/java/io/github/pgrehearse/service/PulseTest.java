package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.event.Event.Work;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Whether it shows that a loop hangs.
final class PulseTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 7); // which may overflow
    private final Pulse pulse = new Pulse(nanos::get);

    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");
    private final Scene scene =
            new Scene(
                    time,
                    span -> {
                        pass(span);
                        time.take(span);
                    },
                    _ -> {},
                    pulse,
                    new RecordingLog(),
                    time::ended);

    private void pass(Duration span) {
        nanos.addAndGet(span.toNanos());
    }

    @Test
    void beatsUntilALoopIsSilentForLongerThanItSaid() {
        assertThat(pulse.beats()).isTrue();

        pulse.expect(Work.BACKUP, Duration.ofHours(3));
        pulse.expect(Work.DRILL, Duration.ofHours(1));
        pass(Duration.ofHours(1));
        assertThat(pulse.beats()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(pulse.beats()).isFalse();

        pulse.expect(Work.DRILL, Duration.ofHours(9));
        assertThat(pulse.beats()).isTrue();

        pass(Duration.ofHours(2));
        assertThat(pulse.beats()).isFalse();
    }

    @Test
    void aLoopThatWaitsForAnotherOneMayTakeAllTime() {
        pulse.expect(Work.DRILL, Duration.ofHours(1));
        pulse.rest(Work.DRILL);
        pass(DAY.multipliedBy(100));

        assertThat(pulse.beats()).isTrue();
    }

    @Test
    void aDrillMayTakeItsTimeAndWaitForItsTurnAsLongAsItMust() throws Exception {
        List<String> seen = new ArrayList<>();
        DrillWork work =
                work(
                        () -> {
                            pass(DAY);
                            seen.add("waiting: " + pulse.beats());
                        },
                        () -> {
                            pass(Duration.ofMinutes(179));
                            seen.add("rehearsing: " + pulse.beats());
                            pass(Duration.ofMinutes(2));
                            seen.add("hanging: " + pulse.beats());
                        });

        work.run();

        assertThat(seen).containsExactly("waiting: true", "rehearsing: true", "hanging: false");
    }

    @Test
    void aLoopThatWaitsForItsTimeGoesRound() {
        List<Boolean> beats = new ArrayList<>();
        DrillWork work = work(() -> {}, () -> beats.add(pulse.beats()));
        time.endAt("2024-02-14T00:00:00Z");
        Lookout lookout =
                new Lookout(
                        new Catalog(new MemoryStore(time), "backups"),
                        new WrongClock(scene.log()),
                        scene);

        assertThatThrownBy(() -> new Loop(work, lookout, scene).run())
                .isInstanceOf(InterruptedException.class);

        assertThat(beats).hasSize(7).doesNotContain(false);
        assertThat(pulse.beats()).isTrue();
    }

    /// Drills once a day, each of which may take two hours.
    private DrillWork work(DrillWork.Turn turn, Runnable rehearsal) {
        Drills drills =
                () -> {
                    rehearsal.run();
                    throw new Failure.Database("No server [x]", "Wait.");
                };
        return new DrillWork(
                new Service.Rehearsing(Schedule.every(DAY), Duration.ofHours(2), drills),
                turn,
                scene);
    }
}
