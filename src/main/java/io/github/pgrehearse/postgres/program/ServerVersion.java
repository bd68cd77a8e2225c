package io.github.pgrehearse.postgres.program;

/// The version of a server or of one of its programs, as the server's `server_version_num` counts
/// it: 150018 is 15.18, 90624 is 9.6.24.
public record ServerVersion(int number) implements Comparable<ServerVersion> {

    private static final int FIRST_OF_TWO_PARTS = 100_000;

    public ServerVersion {
        if (number < 70_000) {
            throw new IllegalArgumentException("not a server_version_num: " + number);
        }
    }

    /// A version of two parts, as all are since 10.
    public static ServerVersion of(int major, int minor) {
        return new ServerVersion(major * 10_000 + minor);
    }

    /// The part that decides which programs fit: 15 of 15.18. Before 10 the first two numbers
    /// decided together; of these only the first is told, since nothing here supports them.
    public int major() {
        return number / 10_000;
    }

    @Override
    public int compareTo(ServerVersion other) {
        return Integer.compare(number, other.number);
    }

    /// As PostgreSQL itself prints it.
    @Override
    public String toString() {
        return number >= FIRST_OF_TWO_PARTS
                ? "%d.%d".formatted(major(), number % 10_000)
                : "%d.%d.%d".formatted(major(), number / 100 % 100, number % 100);
    }
}
