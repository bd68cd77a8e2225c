package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When the service rehearses a backup.
@SettingsGroup(title = "Schedule of drills", text = "When a backup is rehearsed.")
public record VerifyScheduleSettings(
        @Setting(
                        name = "VERIFY_INTERVAL",
                        help = "Seconds between verifications.",
                        fallback = "86400",
                        example = "12h",
                        min = 1)
                Duration interval,
        @Setting(
                        name = "VERIFY_CRON",
                        help =
                                "When to rehearse a backup, as five fields of cron in UTC; it takes"
                                        + " the place of `VERIFY_INTERVAL`.",
                        example = "30 4 * * 1")
                Optional<String> cron)
        implements CheckedSettings {

    @Override
    public List<Problem> problems() {
        try {
            drills();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.invalid("VERIFY_CRON", String.valueOf(e.getMessage())));
        }
    }

    /// When drills are due.
    public Schedule drills() {
        return cron.map(Schedule::cron).orElseGet(() -> Schedule.every(interval));
    }
}
