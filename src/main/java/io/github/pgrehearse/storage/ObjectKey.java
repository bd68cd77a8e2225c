package io.github.pgrehearse.storage;

/// The name of an object: segments between single slashes, none of them empty, `.` or `..`, and no
/// control character, so that the same key is safe as a path and in a log line.
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    public ObjectKey {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an object key holds no control characters");
        }
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("not an object key: '" + value + "'");
            }
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
