package io.github.pgrehearse.postgres.target;

/// Something that somebody has put into a database.
///
/// @param kind such as `table`
/// @param schema empty where it lies in none
public record Inhabitant(String kind, String schema, String name) {

    @Override
    public String toString() {
        return schema.isEmpty() ? kind + " " + name : "%s %s.%s".formatted(kind, schema, name);
    }
}
