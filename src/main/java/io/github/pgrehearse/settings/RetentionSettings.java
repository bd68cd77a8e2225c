package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.retention.Retention;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which backups are kept.
@SettingsGroup(
        title = "Retention",
        text =
                "Which backups are kept. One goes when it is older than `BACKUP_RETENTION_DAYS` and"
                        + " no other rule keeps it; the newest, and the newest proven one, are always"
                        + " kept. Days, weeks, months and years are counted in UTC, from the newest on,"
                        + " and only those that have a backup. Nothing goes unless there is a backup"
                        + " younger than `BACKUP_RETENTION_DAYS`. `prune --dry-run` tells what would"
                        + " go, and why.")
public record RetentionSettings(
        @Setting(
                        name = "BACKUP_RETENTION_DAYS",
                        help = "Days to retain backups.",
                        fallback = "7",
                        example = "30",
                        min = 1,
                        max = 36500)
                int days,
        @Setting(
                        name = "BACKUP_KEEP_LAST",
                        help = "How many of the newest backups to keep whatever their age.",
                        fallback = "1",
                        example = "3",
                        min = 0,
                        max = 100000)
                int last,
        @Setting(
                        name = "BACKUP_KEEP_DAILY",
                        help = "For how many days to keep the newest backup of each.",
                        fallback = "0",
                        example = "7",
                        min = 0,
                        max = 100000)
                int daily,
        @Setting(
                        name = "BACKUP_KEEP_WEEKLY",
                        help = "For how many weeks to keep the newest backup of each.",
                        fallback = "0",
                        example = "4",
                        min = 0,
                        max = 100000)
                int weekly,
        @Setting(
                        name = "BACKUP_KEEP_MONTHLY",
                        help = "For how many months to keep the newest backup of each.",
                        fallback = "0",
                        example = "12",
                        min = 0,
                        max = 100000)
                int monthly,
        @Setting(
                        name = "BACKUP_KEEP_YEARLY",
                        help = "For how many years to keep the newest backup of each.",
                        fallback = "0",
                        example = "10",
                        min = 0,
                        max = 100000)
                int yearly) {

    public Retention policy() {
        return new Retention(days, last, daily, weekly, monthly, yearly);
    }

    /// As the log tells it: `7 days, the last 1, 7 daily, 4 weekly`.
    public String words() {
        StringBuilder words = new StringBuilder("%d days, the last %d".formatted(days, last));
        Map<String, Integer> newest = new LinkedHashMap<>();
        newest.put("daily", daily);
        newest.put("weekly", weekly);
        newest.put("monthly", monthly);
        newest.put("yearly", yearly);
        newest.forEach(
                (period, many) -> words.append(many == 0 ? "" : ", %d %s".formatted(many, period)));
        return words.toString();
    }
}
