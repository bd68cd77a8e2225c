package io.github.pgrehearse.stream;

import io.github.pgrehearse.failure.Failure;

/// How damaged data is told, whatever compressed it.
final class Damage {

    private Damage() {}

    static Failure.Corrupt found(String format, String how) {
        return new Failure.Corrupt(
                "Compressed data is damaged [" + format + ": " + how + "]",
                "Keep the older backups, and take a new one now.");
    }
}
