package io.github.pgrehearse.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an object beside a backup's name is, told by its name alone.
sealed interface Companion {

    /// The data.
    record Dump() implements Companion {}

    /// Roles, and the database's own settings.
    record Globals() implements Companion {}

    /// What the dump must contain.
    record Manifest() implements Companion {}

    /// Tells that the dump is not a backup until there is a manifest, and whose it is.
    record Marker() implements Companion {}

    /// The report of one drill.
    record Report(Instant began, Verdict verdict) implements Companion {}

    /// An object's name, taken apart.
    record Of(BackupName backup, Companion companion) {}

    String GLOBALS_SUFFIX = ".globals.sql";
    String MANIFEST_SUFFIX = ".manifest.json";
    String MARKER_SUFFIX = ".unfinished";

    /// Of a dump, by its compression.
    List<String> DUMP_SUFFIXES = List.of(".sql.gz", ".sql.zst", ".sql");

    Pattern NAME = Pattern.compile("(backup_\\d{8}_\\d{6})(\\..+)");
    Pattern REPORT = Pattern.compile("\\.drill_(\\d{8}_\\d{6})\\.([a-z]+)\\.json");

    /// Takes the name of an object apart; nothing if it is none of ours.
    static Optional<Of> parse(String objectName) {
        Matcher name = NAME.matcher(objectName);
        if (!name.matches()) {
            return Optional.empty();
        }
        return BackupName.parse(name.group(1))
                .flatMap(backup -> suffix(name.group(2)).map(kind -> new Of(backup, kind)));
    }

    private static Optional<Companion> suffix(String suffix) {
        if (suffix.equals(GLOBALS_SUFFIX)) {
            return Optional.of(new Globals());
        }
        if (suffix.equals(MANIFEST_SUFFIX)) {
            return Optional.of(new Manifest());
        }
        if (DUMP_SUFFIXES.contains(suffix)) {
            return Optional.of(new Dump());
        }
        if (suffix.equals(MARKER_SUFFIX)) {
            return Optional.of(new Marker());
        }
        Matcher report = REPORT.matcher(suffix);
        if (!report.matches()) {
            return Optional.empty();
        }
        return BackupName.instant(report.group(1))
                .flatMap(began ->
                        Verdict.parse(report.group(2)).map(verdict -> new Report(began, verdict)));
    }
}
