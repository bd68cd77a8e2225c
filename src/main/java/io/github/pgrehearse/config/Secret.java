package io.github.pgrehearse.config;

/// A value that must not be shown. Reading it takes the word `reveal`, which is easy to search for.
public record Secret(String value) {

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "(unset)" : "(redacted)";
    }
}
