package io.github.pgrehearse.dump;

/// Where a sequence stood: what `setval` is called with. `name` is quoted as in the dump.
public record SequenceValue(String name, long value, boolean called) {}
