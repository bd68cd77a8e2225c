package io.github.pgrehearse.command;

import java.time.Duration;

/// Spans of time as people read them: `40s`, `12m`, `5h`, `3d`.
final class Ages {

    private Ages() {}

    static String of(Duration age) {
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
