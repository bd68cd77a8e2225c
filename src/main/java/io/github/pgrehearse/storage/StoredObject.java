package io.github.pgrehearse.storage;

import java.time.Instant;
import java.util.Optional;

/// What a store says about an object without reading it. `size` is in bytes.
///
/// @param etag what the store calls the content, without quotes, or nothing. Of most stores and of
///   objects of one part, that is the MD5 in hexadecimal digits; but a store is free to make it of
///   anything
public record StoredObject(ObjectKey key, long size, Instant modified, Optional<String> etag) {

    /// One whose content has no name.
    public StoredObject(ObjectKey key, long size, Instant modified) {
        this(key, size, modified, Optional.empty());
    }
}
