package io.github.pgrehearse.command;

import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import java.time.Duration;
import java.util.Optional;

/// When the service takes backups. The interval in force is also a part of each manifest.
@SettingsGroup(title = "Schedule", text = "When backups are taken.")
record ScheduleSettings(
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
                Optional<String> cron) {}
