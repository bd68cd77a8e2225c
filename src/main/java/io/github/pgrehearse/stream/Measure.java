package io.github.pgrehearse.stream;

import java.util.regex.Pattern;

/// How many bytes a stream carried, and their SHA-256 in lower-case hex.
public record Measure(long bytes, String sha256) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Measure {
        if (bytes < 0) {
            throw new IllegalArgumentException("negative byte count: " + bytes);
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a SHA-256 in hex: " + sha256);
        }
    }
}
