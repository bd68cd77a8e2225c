package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// When the service takes backups. The interval in force is also a part of each manifest.
@SettingsGroup(title = "Schedule of backups", text = "When backups are taken.")
public record BackupScheduleSettings(
        @Setting(
                        name = "BACKUP_INTERVAL",
                        help = "Seconds between backups.",
                        fallback = "3600",
                        example = "6h",
                        min = 1)
                Duration interval,
        @Setting(
                        name = "BACKUP_CRON",
                        help =
                                "When to take backups, as five fields of cron in UTC; it takes the"
                                        + " place of `BACKUP_INTERVAL`.",
                        example = "30 2 * * *")
                Optional<String> cron)
        implements CheckedSettings {

    @Override
    public List<Problem> problems() {
        try {
            backups();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.invalid("BACKUP_CRON", String.valueOf(e.getMessage())));
        }
    }

    /// When backups are due.
    public Schedule backups() {
        return cron.map(Schedule::cron).orElseGet(() -> Schedule.every(interval));
    }
}
