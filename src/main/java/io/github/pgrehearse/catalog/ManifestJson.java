package io.github.pgrehearse.catalog;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.LargeObjects;
import io.github.pgrehearse.failure.Failure;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads the JSON form of a [Manifest], format 1, as `docs/formats.md` describes it.
/// [ManifestWriter] writes it.
///
/// A field may be added to a format; one that is there keeps its name and meaning. Digests are 16
/// hexadecimal digits, since a 64-bit number does not survive every JSON reader.
public final class ManifestJson {

    static final int FORMAT = 1;

    /// No backup takes a century, and what is added to a time has to stay one.
    private static final long LONGEST_MILLISECONDS = Duration.ofDays(36_500).toMillis();

    /// The settings of a session that shape how `pg_dump` writes values.
    private static final Set<String> SESSION_SETTINGS =
            Set.of(
                    "DateStyle",
                    "IntervalStyle",
                    "extra_float_digits",
                    "TimeZone",
                    "lc_monetary",
                    "bytea_output",
                    "quote_all_identifiers");

    private ManifestJson() {}

    /// Reads what [ManifestWriter] wrote. Fields that it does not know are passed over.
    ///
    /// @param document what to call it in a failure
    /// @throws Failure.Corrupt if it is not a manifest
    public static Manifest read(String document, InputStream in) throws IOException {
        ManifestParser parsed = new ManifestParser(document, FORMAT);
        JsonFields json = new JsonFields(document, guarded(document, () -> parsed.fields(in)));
        requireFormat(document, json);
        return new Manifest(
                name(document, json),
                readDatabase(json.object("database")),
                readTools(json.object("tools")),
                json.text("schedule"),
                readDump(json.object("dump")),
                session(json),
                json.textByName("extensions"),
                readContents(json, parsed),
                Duration.ofMillis(Math.min(json.count("tookMilliseconds"), LONGEST_MILLISECONDS)),
                json.texts("warnings"));
    }

    /// Settings have effects: those that a backup never records are refused.
    private static Map<String, String> session(JsonFields json) throws Failure.Corrupt {
        Map<String, String> session = json.textByName("session");
        if (!SESSION_SETTINGS.containsAll(session.keySet())) {
            throw json.unreadable("session");
        }
        return session;
    }

    /// Reads only the beginning, as a rule the first few lines, and leaves the stream open.
    ///
    /// @throws Failure.Corrupt if it is not a manifest
    static ManifestHead head(String document, InputStream in) throws IOException {
        JsonFields json = new JsonFields(document, guarded(document, () -> HeadParser.fields(in)));
        requireFormat(document, json);
        JsonFields database = json.object("database");
        JsonFields dump = json.object("dump");
        return new ManifestHead(
                name(document, json),
                new Owner(database.text("systemIdentifier"), database.text("name")),
                dump.count("size"),
                dump.text("sha256"));
    }

    private static BackupName name(String document, JsonFields json) throws Failure.Corrupt {
        return BackupName.parse(json.text("backup"))
                .orElseThrow(() ->
                        new Failure.Corrupt(
                                "Manifest cannot be read [%s: no backup is called so]"
                                        .formatted(document),
                                "Take another backup."));
    }

    private static void requireFormat(String document, JsonFields json) throws Failure.Corrupt {
        long format = json.number("format");
        if (format != FORMAT) {
            throw new Failure.Corrupt(
                    "Manifest cannot be read [%s: its format is %d]".formatted(document, format),
                    "It was written by a newer pgrehearse: use that one, or a newer.");
        }
    }

    /// Reads the fields as they stand there, also those that this version does not know. As maps
    /// they take some twenty times their length, and have to fit into the memory.
    ///
    /// @throws Failure.Corrupt if it is not JSON, or too long
    static Map<String, Object> fields(String document, InputStream in) throws IOException {
        return guarded(
                document,
                () -> {
                    long most = Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 20);
                    @Nullable Map<String, Object> fields =
                            BoundedJson.JSON_READER.mapFrom(new BoundedJson.Allowance(in, most));
                    return fields == null ? Map.of() : fields; // of the document `null`
                });
    }

    private interface Reading {
        Map<String, Object> run() throws IOException;
    }

    private static Map<String, Object> guarded(String document, Reading reading)
            throws IOException {
        try {
            return reading.run();
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException unread
                    && !(unread instanceof CharConversionException)) {
                throw unread;
            }
            throw new Failure.Corrupt(
                    "Manifest cannot be read [%s: %s]".formatted(document, e.getOriginalMessage()),
                    "The backup may still be restored by hand, but cannot be checked: take another.");
        }
    }

    private static Manifest.Database readDatabase(JsonFields json) throws Failure.Corrupt {
        return new Manifest.Database(
                json.text("name"),
                json.text("systemIdentifier"),
                json.text("serverVersion"),
                json.count("size"),
                json.text("encoding"),
                json.text("collation"),
                json.text("characterType"),
                json.text("localeProvider"),
                json.text("locale"),
                json.text("lcMonetary"));
    }

    private static Manifest.Tools readTools(JsonFields json) throws Failure.Corrupt {
        return new Manifest.Tools(
                json.text("pgrehearse"), json.text("pgDump"), json.texts("options"));
    }

    private static Manifest.Dump readDump(JsonFields json) throws Failure.Corrupt {
        return new Manifest.Dump(
                json.key("key"),
                json.text("compression"),
                json.count("size"),
                json.text("sha256"),
                json.count("uncompressedSize"),
                json.text("uncompressedSha256"));
    }

    private static DumpContents readContents(JsonFields json, ManifestParser parsed)
            throws Failure.Corrupt {
        JsonFields objects = json.object("largeObjects");
        return new DumpContents(
                true,
                json.text("dumpEncoding"),
                parsed.tables(),
                parsed.sequences(),
                new LargeObjects(objects.count("count"), objects.count("bytes"), objects.digest()),
                parsed.statements(),
                new TreeSet<>(json.texts("roles")),
                new TreeSet<>());
    }
}
