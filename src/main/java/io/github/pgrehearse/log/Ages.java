package io.github.pgrehearse.log;

import java.time.Duration;
import java.util.Locale;

/// Spans of time as people read them: `40s`, `12m`, `5h`, `3d`.
public final class Ages {

    private Ages() {}

    /// Of something that took its time: below ten seconds with a decimal, as in `0.7s`.
    public static String taken(Duration span) {
        return span.toSeconds() < 10
                ? String.format(Locale.ROOT, "%.1fs", span.toMillis() / 1000.0)
                : of(span);
    }

    public static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
