package io.github.pgrehearse.catalog;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Which database a backup is of: several may share a store and a prefix, and none may touch what
/// belongs to another.
public record Owner(String systemIdentifier, String database) {

    /// The first line of the globals, and of the marker of an unfinished backup.
    public String line() {
        return "-- pgrehearse: cluster %s, database %s"
                .formatted(systemIdentifier, URLEncoder.encode(database, StandardCharsets.UTF_8));
    }
}
