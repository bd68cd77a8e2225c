package io.github.pgrehearse.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When something is due, again and again.
///
/// As text it is what manifests note: a number of seconds such as `3600s`, or the fields of a cron
/// expression.
public sealed interface Schedule {

    /// When it is due for the first time after `last`.
    Instant next(Instant last);

    /// Once every so often.
    static Schedule every(Duration interval) {
        return new Interval(interval);
    }

    /// At the times, in UTC, that the five fields of a cron expression name, or one of `@hourly`,
    /// `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually`.
    ///
    /// @throws IllegalArgumentException if it is none, or names no time that ever comes; it says
    ///   why
    static Schedule cron(String expression) {
        return new Cron(expression);
    }

    /// Reads a schedule from its text.
    ///
    /// @throws IllegalArgumentException if it is none
    static Schedule parse(String text) {
        Matcher seconds = Pattern.compile("(\\d{1,12})s").matcher(text);
        return seconds.matches()
                ? every(Duration.ofSeconds(Long.parseLong(seconds.group(1))))
                : cron(text);
    }

    /// The next time is an interval after the last.
    record Interval(Duration interval) implements Schedule {

        public Interval {
            if (!interval.isPositive()) {
                throw new IllegalArgumentException("not a time to wait: " + interval);
            }
        }

        @Override
        public Instant next(Instant last) {
            return last.plus(interval);
        }

        @Override
        public String toString() {
            return interval.toSeconds() + "s";
        }
    }

    /// The times are those of a calendar.
    record Cron(CronTimes times) implements Schedule {

        private Cron(String expression) {
            this(CronTimes.parse(expression));
        }

        @Override
        public Instant next(Instant last) {
            return times.next(last);
        }

        @Override
        public String toString() {
            return times.toString();
        }
    }
}
