package io.github.pgrehearse.catalog;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.LargeObjects;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.storage.ObjectKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/// What a backup must contain, written last: once it is there, the backup exists.
///
/// Its JSON form is an interface, described in `docs/formats.md` and written and read by
/// [ManifestJson] alone.
///
/// @param schedule how often backups were to be taken at the time, as configured: a number of
///   seconds such as `3600s`, or a cron expression
/// @param session the settings of `pg_dump`'s session that shape how values are written
/// @param extensions versions by name
/// @param warnings what the operator was warned of while this backup was taken
public record Manifest(
        BackupName name,
        Database database,
        Tools tools,
        String schedule,
        Dump dump,
        Map<String, String> session,
        Map<String, String> extensions,
        DumpContents contents,
        Duration took,
        List<String> warnings) {

    /// The database that was backed up. `systemIdentifier` tells its cluster from any other.
    public record Database(
            String name,
            String systemIdentifier,
            String serverVersion,
            long size,
            String encoding,
            String collation,
            String characterType,
            String localeProvider,
            String locale,
            String lcMonetary) {

        /// Whether both are the same database of the same cluster.
        public boolean isSameAs(Database other) {
            return name.equals(other.name) && systemIdentifier.equals(other.systemIdentifier);
        }
    }

    /// What took the backup, and with which options.
    public record Tools(String pgrehearse, String pgDump, List<String> options) {

        public Tools {
            options = List.copyOf(options);
        }
    }

    /// The object that holds the data: as stored, and as it is once it is decompressed.
    public record Dump(
            ObjectKey key,
            String compression,
            long size,
            String sha256,
            long uncompressedSize,
            String uncompressedSha256) {}

    public Manifest {
        session = Map.copyOf(session);
        extensions = Map.copyOf(extensions);
        warnings = List.copyOf(warnings);
    }

    public List<TableRows> tables() {
        return contents.tables();
    }

    /// The rows of all tables.
    public long rows() {
        return contents.rows();
    }

    public List<SequenceValue> sequences() {
        return contents.sequences();
    }

    public LargeObjects largeObjects() {
        return contents.largeObjects();
    }

    public List<Statement> statements() {
        return contents.statements();
    }

    public SortedSet<String> roles() {
        return contents.roles();
    }
}
