package io.github.pgrehearse.postgres.sandbox;

import java.util.Optional;

/// What a sandbox is to be like.
///
/// @param database what to call the whole database
/// @param major of the server; none: the newest that there is
/// @param properties of the database that was backed up; none: those of an ordinary new one
/// @param size in bytes that the restored database will take, if that is known; else 0
/// @param objects how many tables and the like there will be, roughly
public record Wanted(
        String database,
        Optional<Integer> major,
        Optional<Properties> properties,
        long size,
        int objects) {

    /// What a database is made with and cannot be changed later, as `pg_database` has it, and how
    /// it writes money.
    public record Properties(
            String encoding,
            String collation,
            String characterType,
            String localeProvider,
            String locale,
            String lcMonetary) {}

    /// The same under another name.
    Wanted called(String name) {
        return new Wanted(name, major, properties, size, objects);
    }

    /// The name of the bare database.
    public String bareDatabase() {
        return database + "_schema";
    }
}
