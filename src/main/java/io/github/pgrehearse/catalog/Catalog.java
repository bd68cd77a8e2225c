package io.github.pgrehearse.catalog;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The backups that lie under one prefix of a store.
///
/// One listing tells all: names carry what there is to know. Objects that are not named as a
/// backup's are never looked at and never touched.
public final class Catalog {

    /// What a connection to a store that is half read is not worth dropping for, in bytes.
    private static final int SHORT = 1 << 16;

    private final ObjectStore store;
    private final String prefix;
    private final Marks marks;

    /// @param prefix the folder of the backups, without slashes around it; empty for the store's
    ///   root
    public Catalog(ObjectStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
        this.marks = new Marks(store);
    }

    /// Every backup there is and what unfinished ones have left, newest first.
    public List<CatalogEntry> list() throws IOException {
        Map<BackupName, Found> found = new TreeMap<>(Comparator.reverseOrder());
        for (StoredObject object : store.list(prefix)) {
            Companion.parse(nameOf(object.key()))
                    .ifPresent(part ->
                            found.computeIfAbsent(part.backup(), _ -> new Found())
                                    .add(part.companion(), object));
        }
        List<CatalogEntry> entries = new ArrayList<>();
        found.forEach((name, parts) -> entries.add(parts.entry(name)));
        return entries;
    }

    /// Finds a backup by what a person calls it: a name as [#list] has it, with or without its
    /// suffix; `latest`; `latest-proven`; or a time in UTC, for the newest at or before it:
    /// `2024-02-07` (the end of that day), `2024-02-07T14:30` or `2024-02-07T14:30:22Z`. One from
    /// the future is only found by its name.
    ///
    /// @param now by which a backup is from the future
    /// @throws Failure.Store with kind `MISSING` if there is none
    public CatalogEntry find(String word, Instant now) throws IOException {
        List<CatalogEntry> backups = list().stream().filter(CatalogEntry::isBackup).toList();
        if (backups.isEmpty()) {
            throw missing(
                    "No backups found in S3 [%s]".formatted(this),
                    "Take one with 'pgrehearse backup', or check the S3_ settings and BACKUP_PREFIX.");
        }
        Predicate<CatalogEntry> wanted = BackupWord.parse(word, now);
        return backups.stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow(() ->
                        missing(
                                "No such backup [%s: '%s']".formatted(this, word),
                                "See what there is with 'pgrehearse list'."));
    }

    private static Failure.Store missing(String message, String hint) {
        return new Failure.Store(Failure.Store.Kind.MISSING, message, hint, null);
    }

    /// Where the dump of a backup belongs; `suffix` tells its compression, as in `.sql.gz`.
    public ObjectKey dumpKey(BackupName name, String suffix) {
        return key(name + suffix);
    }

    /// Where the marker of an unfinished backup belongs.
    public ObjectKey markerKey(BackupName name) {
        return key(name + Companion.MARKER_SUFFIX);
    }

    /// Where the globals of a backup belong.
    public ObjectKey globalsKey(BackupName name) {
        return key(name + Companion.GLOBALS_SUFFIX);
    }

    /// Where the manifest of a backup belongs.
    public ObjectKey manifestKey(BackupName name) {
        return key(name + Companion.MANIFEST_SUFFIX);
    }

    /// Takes the name for a backup that begins now, and marks it as unfinished until there is a
    /// manifest: the name of the second, or of the next that is free where another database's
    /// backup under the same prefix began in the same one.
    public BackupName begin(Instant began, Owner owner) throws IOException {
        Set<BackupName> taken = list().stream().map(CatalogEntry::name).collect(Collectors.toSet());
        BackupName name = new BackupName(began);
        while (taken.contains(name) || !marks.set(markerKey(name), owner)) {
            name = new BackupName(name.began().plusSeconds(1));
        }
        return name;
    }

    /// Takes the mark away. A manifest outweighs it: a store that does not let us delete may keep
    /// it.
    public void unmark(BackupName name) throws IOException {
        store.delete(markerKey(name));
    }

    /// Stores what belongs to the whole cluster.
    public void storeGlobals(BackupName name, byte[] sql) throws IOException {
        store.put(globalsKey(name), sql);
    }

    /// Makes the backup exist: writes its manifest.
    public void publish(Manifest manifest) throws IOException {
        try (ObjectWriter object = store.create(manifestKey(manifest.name()), 0)) {
            OutputStream buffered = new BufferedOutputStream(object, 1 << 16);
            ManifestWriter.write(manifest, buffered);
            buffered.flush();
            object.commit();
        }
    }

    /// Stores the report of a drill, with its verdict in its name, and says where.
    public ObjectKey storeReport(DrillReport report) throws IOException {
        ObjectKey key = key(report.fileName());
        store.put(key, DrillReportJson.write(report));
        return key;
    }

    /// Reads the manifest of a backup.
    ///
    /// @throws Failure.Store with kind `MISSING` if it has none
    /// @throws Failure.Corrupt if it cannot be understood
    public Manifest manifest(BackupName name) throws IOException {
        ObjectKey key = manifestKey(name);
        try (InputStream in = new BufferedInputStream(store.open(key), 1 << 16)) {
            return ManifestJson.read(key.toString(), in);
        }
    }

    /// Reads whose a backup is: from the beginning of its manifest, or where it has none, from its
    /// globals. Nothing if it does not say, as those of other tools.
    ///
    /// @throws Failure.Corrupt if its manifest cannot be understood
    public Optional<Owner> owner(CatalogEntry backup) throws IOException {
        if (backup.manifest().isEmpty()) {
            return backup.globals().isEmpty() ? Optional.empty() : globals(backup.name()).owner();
        }
        return Optional.of(head(backup.name()).owner());
    }

    /// Reads the beginning of a manifest.
    ///
    /// @throws Failure.Store with kind `MISSING` if there is none
    /// @throws Failure.Corrupt if it cannot be understood
    public ManifestHead head(BackupName name) throws IOException {
        ObjectKey key = manifestKey(name);
        try (InputStream in = new BufferedInputStream(store.open(key), SHORT)) {
            ManifestHead head = ManifestJson.head(key.toString(), in);
            // Of a short manifest that is the rest, and the connection to the store lives on
            in.readNBytes(SHORT);
            return head;
        }
    }

    /// Whether the content of a report says what its name does: a name is a claim that anybody can
    /// make who writes to the store. What is to be a reason for keeping, and so for another one's
    /// going, has to be about the very dump that is there; that a backup is bad, one may say of it
    /// whose manifest cannot be read.
    ///
    /// @param manifest of the backup; nothing if it has none that can be read
    public boolean bearsOut(
            BackupName name, CatalogEntry.Report report, Optional<ManifestHead> manifest)
            throws IOException {
        ObjectKey key = report.object().key();
        if (report.object().size() > DrillReportJson.LARGEST) {
            return false;
        }
        try (InputStream in = store.open(key)) {
            StoredReport read = DrillReportJson.read(key.toString(), in);
            return read.says(name, report)
                    && switch (report.verdict()) {
                        case PROVEN, RESTORED -> manifest.filter(read::isAbout).isPresent();
                        case DISPROVEN ->
                                read.dump().isEmpty() || manifest.filter(read::isAbout).isPresent();
                        case UNPROVEN -> true;
                    };
        } catch (Failure.Corrupt unreadable) {
            return false;
        }
    }

    /// Reads the globals of a backup.
    ///
    /// @throws Failure.Store with kind `MISSING` if it has none
    public StoredGlobals globals(BackupName name) throws IOException {
        try (InputStream in = store.open(globalsKey(name))) {
            return StoredGlobals.read(in);
        }
    }

    /// Removes the reports of drills, and nothing else.
    public void removeReports(CatalogEntry backup) throws IOException {
        for (CatalogEntry.Report report : backup.reports()) {
            store.delete(report.object().key());
        }
    }

    /// Removes a backup: marks it first, and takes the mark away last, so that it is none however
    /// far this comes, and the next backup of the database removes what is left. What a listing did
    /// not show, as some do for a while, goes too: a dump must not outlive its mark.
    public void remove(CatalogEntry backup, Owner owner) throws IOException {
        BackupName name = backup.name();
        if (backup.marker().isEmpty()) {
            marks.set(markerKey(name), owner);
        }
        removeReports(backup);
        store.delete(manifestKey(name));
        for (String suffix : Companion.DUMP_SUFFIXES) {
            store.delete(dumpKey(name, suffix));
        }
        store.delete(globalsKey(name));
        unmark(name);
    }

    /// The backups of this database that bear the mark of unfinished ones, newest first. Those
    /// without a manifest may be removed once no backup of the database can be running. Of those
    /// with one, of which the mark tells nothing any more, only the newest is given: where nobody
    /// may delete, each has one.
    public List<CatalogEntry> marked(Owner owner) throws IOException {
        List<CatalogEntry> ours = new ArrayList<>();
        boolean wholeFound = false;
        for (CatalogEntry entry : list()) {
            boolean whole = entry.manifest().isPresent();
            if (entry.marker().isPresent()
                    && !(whole && wholeFound)
                    && marks.isOf(owner, entry.marker().get().key())) {
                ours.add(entry);
                wholeFound |= whole;
            }
        }
        return ours;
    }

    /// Reads the manifest of a backup as it stands there, also the fields that this version does
    /// not know.
    ///
    /// @throws Failure.Corrupt if it is not JSON
    public Map<String, Object> manifestFields(BackupName name) throws IOException {
        ObjectKey key = manifestKey(name);
        try (InputStream in = new BufferedInputStream(store.open(key), 1 << 16)) {
            return ManifestJson.fields(key.toString(), in);
        }
    }

    /// Removes what the writers of these backups left unfinished, which must have died, and says
    /// how many there were.
    public int sweep(Set<BackupName> dead) throws IOException {
        return store.sweep(
                prefix,
                key ->
                        Companion.parse(nameOf(key))
                                .filter(part -> dead.contains(part.backup()))
                                .isPresent());
    }

    /// Where this is, as a person would name it.
    @Override
    public String toString() {
        return prefix.isEmpty() ? store.toString() : store + "/" + prefix;
    }

    private String nameOf(ObjectKey key) {
        return key.value().substring(prefix.isEmpty() ? 0 : prefix.length() + 1);
    }

    private ObjectKey key(String name) {
        return new ObjectKey(prefix.isEmpty() ? name : prefix + "/" + name);
    }

    /// The objects of one backup, as they turn up in the listing.
    private static final class Found {
        private Optional<StoredObject> dump = Optional.empty();
        private Optional<StoredObject> globals = Optional.empty();
        private Optional<StoredObject> manifest = Optional.empty();
        private Optional<StoredObject> marker = Optional.empty();
        private final List<CatalogEntry.Report> reports = new ArrayList<>();

        void add(Companion companion, StoredObject object) {
            switch (companion) {
                case Companion.Dump _ -> dump = Optional.of(object);
                case Companion.Globals _ -> globals = Optional.of(object);
                case Companion.Manifest _ -> manifest = Optional.of(object);
                case Companion.Marker _ -> marker = Optional.of(object);
                case Companion.Report report ->
                        reports.add(
                                new CatalogEntry.Report(report.began(), report.verdict(), object));
            }
        }

        CatalogEntry entry(BackupName name) {
            return new CatalogEntry(name, dump, globals, manifest, marker, reports);
        }
    }
}
