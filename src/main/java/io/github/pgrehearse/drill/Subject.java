package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The backup that is rehearsed: what the listing tells of it, and what it must contain, if that is
/// known.
record Subject(CatalogEntry entry, Optional<Manifest> manifest) {

    private static final String MANIFEST = "manifest";

    private static final DateTimeFormatter DATABASE =
            DateTimeFormatter.ofPattern("'verify_'uuuuMMdd_HHmmss").withZone(ZoneOffset.UTC);

    /// A rough number, for a dump of which nothing is known.
    private static final int SOME_OBJECTS = 10_000;

    /// Reads what the backup must contain. If it has a manifest that cannot be used, that is noted,
    /// and there is nothing to rehearse.
    static Optional<Subject> of(CatalogEntry entry, Catalog catalog, Findings findings)
            throws IOException {
        if (entry.manifest().isEmpty()) {
            return Optional.of(new Subject(entry, Optional.empty()));
        }
        try {
            Manifest manifest = catalog.manifest(entry.name());
            if (manifest.name().equals(entry.name())) {
                Manifest.Dump dump = manifest.dump();
                findings.rehearses(new DrillReport.Dump(dump.size(), dump.sha256()));
                return Optional.of(new Subject(entry, Optional.of(manifest)));
            }
            findings.check(
                    MANIFEST, "it is of this backup", List.of("it is that of " + manifest.name()));
        } catch (Failure.Corrupt unreadable) {
            if (isOfAnotherFormat(entry, catalog)) {
                findings.unknown(MANIFEST, "a newer version wrote it", unreadable);
            } else {
                findings.check(MANIFEST, "it can be read", List.of(unreadable.getMessage()));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfAnotherFormat(CatalogEntry entry, Catalog catalog)
            throws IOException {
        try {
            return catalog.manifestFields(entry.name()).get("format") instanceof Integer format
                    && format != 1;
        } catch (Failure.Corrupt notJson) {
            return false;
        }
    }

    /// The settings of the session in which its rows were written, but for the locale of money: the
    /// sandbox has it, or has told that it is not to be had.
    Map<String, String> session() {
        Map<String, String> session =
                new HashMap<>(manifest.map(Manifest::session).orElse(Map.of()));
        session.remove("lc_monetary");
        return session;
    }

    /// What a restored copy must hold: by the manifest, or else by the dump itself.
    DumpContents expected(DumpContents dumped) {
        return manifest.map(Manifest::contents).orElse(dumped);
    }

    /// The sandbox for a drill that began then.
    Wanted sandbox(Instant began) {
        return new Wanted(
                DATABASE.format(began),
                manifest.flatMap(known -> major(known.database().serverVersion())),
                manifest.map(known -> properties(known.database())),
                manifest.map(known -> known.database().size()).orElse(0L),
                manifest.map(known -> known.statements().size()).orElse(SOME_OBJECTS));
    }

    /// Nothing if this is no version of a server.
    private static Optional<Integer> major(String version) {
        String digits = version.split("\\D", 2)[0];
        return digits.isEmpty() || digits.length() > 4
                ? Optional.empty()
                : Optional.of(Integer.parseInt(digits));
    }

    private static Wanted.Properties properties(Manifest.Database database) {
        return new Wanted.Properties(
                database.encoding(),
                database.collation(),
                database.characterType(),
                database.localeProvider(),
                database.locale(),
                database.lcMonetary());
    }
}
