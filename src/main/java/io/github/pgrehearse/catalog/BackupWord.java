package io.github.pgrehearse.catalog;

import io.github.pgrehearse.failure.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Predicate;

/// What a person may call a backup on the command line.
final class BackupWord {

    private BackupWord() {}

    /// Tells which entries the word fits; of a list with the newest first, the first one is meant.
    static Predicate<CatalogEntry> parse(String word, Instant now) throws Failure.Settings {
        Predicate<CatalogEntry> past = entry -> !entry.isFromTheFuture(now);
        if (word.equals("latest")) {
            return past;
        }
        if (word.equals("latest-proven")) {
            return past.and(entry -> entry.proven().isPresent());
        }
        Optional<BackupName> name = name(word);
        if (name.isPresent()) {
            return entry -> entry.name().equals(name.get());
        }
        Instant latest =
                time(word)
                        .orElseThrow(() ->
                                new Failure.Settings(
                                        "Not a backup's name: '%s'".formatted(word),
                                        "Give a name as 'pgrehearse list' prints it, 'latest', 'latest-proven', or"
                                                + " a time in UTC such as 2024-02-07 or 2024-02-07T14:30."));
        return past.and(entry -> !entry.name().began().isAfter(latest));
    }

    /// Folders before the name and suffixes behind it do not matter.
    private static Optional<BackupName> name(String word) {
        String last = word.substring(word.lastIndexOf('/') + 1);
        int dot = last.indexOf('.');
        return BackupName.parse(dot < 0 ? last : last.substring(0, dot));
    }

    private static Optional<Instant> time(String word) {
        try {
            if (!word.contains("T")) {
                LocalDate nextDay = LocalDate.parse(word).plusDays(1);
                return Optional.of(nextDay.atStartOfDay(ZoneOffset.UTC).toInstant().minusMillis(1));
            }
            return Optional.of(
                    word.endsWith("Z")
                            ? OffsetDateTime.parse(word).toInstant()
                            : LocalDateTime.parse(word).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
