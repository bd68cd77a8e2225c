package io.github.pgrehearse.postgres;

import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.util.Map;

/// What a server says of the database it was asked for.
///
/// @param systemIdentifier tells its cluster from any other
/// @param size in bytes, on the server's disk
/// @param localeProvider `c` for libc, `i` for ICU, `b` for PostgreSQL's own, as `pg_database` has
///   it; `c` before version 15
/// @param locale the locale of a provider other than libc, else empty
/// @param standby whether the server replays what another one writes
/// @param session the settings under which `pg_dump` writes values as text
/// @param extensions versions by name
public record DatabaseFacts(
        ServerVersion serverVersion,
        String systemIdentifier,
        String name,
        long size,
        String encoding,
        String collation,
        String characterType,
        String localeProvider,
        String locale,
        String lcMonetary,
        boolean standby,
        Map<String, String> session,
        Map<String, String> extensions) {

    public DatabaseFacts {
        session = Map.copyOf(session);
        extensions = Map.copyOf(extensions);
    }

    /// In short, as the log tells it: `PostgreSQL 15.18, 1.1G`.
    @Override
    public String toString() {
        return "PostgreSQL %s, %s".formatted(serverVersion, ByteSize.of(size));
    }
}
