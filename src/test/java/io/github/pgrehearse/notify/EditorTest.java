package io.github.pgrehearse.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is told, as `event status`, with the number of failures where there were any.
final class EditorTest {

    private final List<String> told = new ArrayList<>();
    private Editor editor = new Editor(false, true);
    private Instant now = Events.AT;

    private void happens(Event event) {
        editor.edit(event)
                .ifPresent(notice ->
                        told.add(
                                notice.kind().word()
                                        + " "
                                        + notice.status().word()
                                        + notice.streak()
                                                .map(streak -> " " + streak.failures())
                                                .orElse("")));
    }

    private Instant later(Duration time) {
        now = now.plus(time);
        return now;
    }

    @Test
    void tellsEachFailureOfAnHourlyBackupAndThatItWorksAgain() {
        for (int i = 0; i < 3; i++) {
            happens(Events.failed(later(Duration.ofMinutes(60).minusMillis(i))));
        }
        happens(Events.completed(later(Duration.ofHours(1))));
        happens(Events.completed(later(Duration.ofHours(1))));

        assertThat(told)
                .containsExactly(
                        "backup-failed failure 1",
                        "backup-failed failure 2",
                        "backup-failed failure 3",
                        "backup-completed recovery 3");
    }

    @Test
    void tellsAFailureOfEachMinuteOnceAnHour() {
        for (int i = 0; i < 130; i++) {
            happens(Events.failed(later(Duration.ofMinutes(1))));
        }

        assertThat(told)
                .containsExactly(
                        "backup-failed failure 1",
                        "backup-failed failure 56",
                        "backup-failed failure 111");
    }

    @Test
    void tellsAgainWhereTheClockWasSetBack() {
        happens(Events.failed(now));
        happens(Events.failed(later(Duration.ofDays(-1))));

        assertThat(told).hasSize(2);
    }

    @Test
    void tellsSuccessesOnlyIfAsked() {
        happens(Events.completed(now));
        happens(Events.proven(now));
        assertThat(told).isEmpty();

        editor = new Editor(true, false);
        happens(Events.failed(now));
        happens(Events.completed(now));
        happens(Events.disproven(now));
        happens(Events.proven(now));
        happens(Events.anomaly(now));
        happens(new Event.Pruned(now, 1, 2));

        assertThat(told).containsExactly("backup-completed success", "drill-proven success");
    }

    @Test
    void aRecoveryIsToldInPlaceOfTheSuccess() {
        editor = new Editor(true, true);
        happens(Events.failed(now));
        happens(Events.completed(now));
        happens(Events.completed(now));

        assertThat(told)
                .containsExactly(
                        "backup-failed failure 1",
                        "backup-completed recovery 1",
                        "backup-completed success");
    }

    @Test
    void aBackupInTheWayIsAnAlarmFromTheThirdTimeOn() {
        for (int i = 1; i <= 5; i++) {
            happens(Events.skipped(later(Duration.ofMinutes(10)), i));
        }
        happens(Events.completed(now));

        assertThat(told).containsExactly("backup-skipped failure 3", "backup-completed recovery 5");
    }

    @Test
    void twoSkippedBackupsAreNoAlarmAndNothingToRecoverFrom() {
        happens(Events.skipped(now, 1));
        happens(Events.skipped(now, 2));
        happens(Events.completed(now));

        assertThat(told).isEmpty();
    }

    @Test
    void aDisprovenBackupIsToldAtOnceThoughDrillsWereFailingBefore() {
        happens(Events.unproven(now));
        happens(Events.disproven(later(Duration.ofMinutes(1))));
        happens(Events.disproven(later(Duration.ofMinutes(1))));
        happens(Events.proven(later(Duration.ofMinutes(1))));

        assertThat(told)
                .containsExactly(
                        "drill-unproven failure 1",
                        "drill-disproven failure 2",
                        "drill-proven recovery 3");
    }

    @Test
    void backupsThatStoppedRecoverByOneThatIsNewer() {
        happens(Events.stale(now));
        happens(Events.seen(later(Duration.ofMinutes(1)), Events.AT.minusSeconds(60)));
        assertThat(told).containsExactly("backups-stale failure 1");

        happens(Events.seen(later(Duration.ofMinutes(1)), Events.AT.plusSeconds(60)));
        happens(Events.seen(later(Duration.ofMinutes(1)), Events.AT.plusSeconds(60)));
        assertThat(told).containsExactly("backups-stale failure 1", "backups-fresh recovery 1");
    }

    @Test
    void thatBackupsHaveStoppedIsNotToldBesideThatTheyFail() {
        happens(Events.failed(now));
        happens(Events.stale(later(Duration.ofMinutes(1))));

        assertThat(told).containsExactly("backup-failed failure 1");
    }

    @Test
    void oneBackupIsOneRecoveryOfAllThatIsAboutBackups() {
        happens(Events.stale(now));
        happens(Events.failed(now));
        happens(Events.completed(now));
        happens(Events.seen(now, Events.AT.plusSeconds(60)));

        assertThat(told)
                .containsExactly(
                        "backups-stale failure 1",
                        "backup-failed failure 1",
                        "backup-completed recovery 1");
    }

    @Test
    void deletingIsToldOnlyWhenItFailsAndWhenItWorksAgain() {
        happens(new Event.Pruned(now, 1, 2));
        happens(new Event.PruneFailed(now, Events.PROBLEM));
        happens(new Event.Pruned(now, 1, 2));

        assertThat(told).containsExactly("prune-failed failure 1", "pruned recovery 1");
    }

    @Test
    void anAnomalyIsAWarningThatNothingRecoversFrom() {
        happens(Events.anomaly(now));
        happens(Events.completed(now));
        happens(Events.anomaly(later(Duration.ofMinutes(1))));
        happens(Events.anomaly(later(Duration.ofHours(1))));

        assertThat(told).containsExactly("backup-anomaly warning", "backup-anomaly warning");
    }

    @Test
    void whatOnlyBeginsIsNotTold() {
        editor = new Editor(true, true);
        happens(new Event.Due(now, Work.BACKUP, now));
        happens(new Event.BackupBegan(now));
        happens(new Event.DrillBegan(now));
        happens(Events.seen(now, now));

        assertThat(told).isEmpty();
    }
}
