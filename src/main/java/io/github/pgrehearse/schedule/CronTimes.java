package io.github.pgrehearse.schedule;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/// The times that a cron expression names, in UTC: the only class that knows the library.
final class CronTimes {

    /// A day that comes at all comes within eight years: 29 February around a century.
    private static final Instant SOME_TIME = Instant.parse("2024-01-01T00:00:00Z");

    private final String expression;
    private final ExecutionTime times;

    private CronTimes(String expression, ExecutionTime times) {
        this.expression = expression;
        this.times = times;
    }

    /// @throws IllegalArgumentException if it is none, or names no time that ever comes
    static CronTimes parse(String expression) {
        CronTimes cron =
                new CronTimes(
                        expression,
                        ExecutionTime.forCron(new CronParser(definition()).parse(expression)));
        if (cron.after(SOME_TIME).isEmpty()) {
            throw new IllegalArgumentException("no such time ever comes");
        }
        return cron;
    }

    /// As crontab(5) has it, but for `@reboot`.
    private static CronDefinition definition() {
        return CronDefinitionBuilder.defineCron()
                .withMinutes()
                .withValidRange(0, 59)
                .withStrictRange()
                .and()
                .withHours()
                .withValidRange(0, 23)
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withValidRange(1, 31)
                .withStrictRange()
                .and()
                .withMonth()
                .withValidRange(1, 12)
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .withSupportedNicknameHourly()
                .withSupportedNicknameDaily()
                .withSupportedNicknameMidnight()
                .withSupportedNicknameWeekly()
                .withSupportedNicknameMonthly()
                .withSupportedNicknameYearly()
                .withSupportedNicknameAnnually()
                .instance();
    }

    Instant next(Instant last) {
        return after(last).orElseThrow(() -> new IllegalStateException("the calendar has ended"));
    }

    private Optional<Instant> after(Instant last) {
        return times.nextExecution(last.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronTimes cron && expression.equals(cron.expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    @Override
    public String toString() {
        return expression;
    }
}
