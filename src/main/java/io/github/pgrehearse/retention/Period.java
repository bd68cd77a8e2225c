package io.github.pgrehearse.retention;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;

/// A stretch of the calendar, in UTC; weeks are those of ISO 8601. The names of periods sort by
/// time.
enum Period {
    DAY(Rule.DAILY),
    WEEK(Rule.WEEKLY),
    MONTH(Rule.MONTHLY),
    YEAR(Rule.YEARLY);

    private final Rule rule;

    Period(Rule rule) {
        this.rule = rule;
    }

    /// The rule that keeps the newest of each.
    Rule rule() {
        return rule;
    }

    /// The one in which the instant lies: `day 2024-02-07`, `week 2024-W06`.
    String of(Instant instant) {
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        return switch (this) {
            case DAY -> "day " + time.toLocalDate();
            case WEEK ->
                    "week %04d-W%02d"
                            .formatted(
                                    time.get(IsoFields.WEEK_BASED_YEAR),
                                    time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case MONTH -> "month %04d-%02d".formatted(time.getYear(), time.getMonthValue());
            case YEAR -> "year %04d".formatted(time.getYear());
        };
    }
}
