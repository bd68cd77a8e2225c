package io.github.pgrehearse.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What a backup is called: `backup_20240207_143022`, by the second in which it began, in UTC.
/// Names sort by time.
public record BackupName(Instant began) implements Comparable<BackupName> {

    /// The second as names in a store write it.
    static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss").withResolverStyle(ResolverStyle.STRICT);

    private static final String FIRST = "backup_";

    public BackupName {
        began = began.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Reads a name; nothing if it is not one.
    public static Optional<BackupName> parse(String name) {
        return name.startsWith(FIRST)
                ? instant(name.substring(FIRST.length())).map(BackupName::new)
                : Optional.empty();
    }

    /// The instant that a stamp in a name stands for; nothing if there is none such.
    static Optional<Instant> instant(String stamp) {
        try {
            return Optional.of(LocalDateTime.parse(stamp, STAMP).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(BackupName other) {
        return began.compareTo(other.began);
    }

    @Override
    public String toString() {
        return FIRST + STAMP.format(began.atOffset(ZoneOffset.UTC));
    }
}
