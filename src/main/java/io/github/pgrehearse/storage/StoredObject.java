package io.github.pgrehearse.storage;

import java.time.Instant;

/// What a store says about an object without reading it. `size` is in bytes.
public record StoredObject(ObjectKey key, long size, Instant modified) {}
