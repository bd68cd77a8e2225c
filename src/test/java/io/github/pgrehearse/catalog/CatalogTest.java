package io.github.pgrehearse.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.CatalogEntry.State;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.FaultyStore;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogTest {

    private static final Instant NOW = Instant.parse("2024-03-01T00:00:00Z");
    private static final Owner OURS = new Owner("1", "app");
    private static final Owner THEIRS = new Owner("1", "app2");

    private final MemoryStore store = new MemoryStore(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Catalog catalog = new Catalog(store, "p/q");

    private void put(String key) throws IOException {
        put(key, "x");
    }

    private void put(String key, String content) throws IOException {
        store.put(new ObjectKey(key), content.getBytes(StandardCharsets.UTF_8));
    }

    private static BackupName name(String stamp) {
        return BackupName.parse("backup_" + stamp).orElseThrow();
    }

    /// A whole backup, as ours are.
    private void putWhole(String stamp) throws IOException {
        BackupName name = name(stamp);
        put("p/q/" + name + ".sql.gz");
        catalog.storeGlobals(name, "CREATE ROLE x;".getBytes(StandardCharsets.UTF_8));
        catalog.publish(Manifests.of(name, "app"));
    }

    private Set<String> keys() {
        return store.list("p/q").stream()
                .map(object -> object.key().value())
                .collect(Collectors.toSet());
    }

    @Test
    void isEmptyAtFirst() throws IOException {
        assertThat(catalog.list()).isEmpty();
    }

    @Test
    void takesTheObjectsOfABackupTogetherNewestFirst() throws IOException {
        putWhole("20240207_143022");
        put("p/q/backup_20240207_143022.drill_20240208_020000.disproven.json");
        put("p/q/backup_20240207_143022.drill_20240209_020000.proven.json");
        put("p/q/backup_20240207_143022.drill_20240207_020000.proven.json");
        put("p/q/backup_20240208_000000.sql.zst");

        List<CatalogEntry> list = catalog.list();

        assertThat(list)
                .extracting(entry -> entry.name().toString())
                .containsExactly("backup_20240208_000000", "backup_20240207_143022");
        CatalogEntry whole = list.getLast();
        assertThat(whole.size()).isEqualTo(1);
        assertThat(whole.reports())
                .extracting(CatalogEntry.Report::verdict)
                .containsExactly(Verdict.PROVEN, Verdict.DISPROVEN, Verdict.PROVEN);
        assertThat(whole.proven()).contains(Instant.parse("2024-02-09T02:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p/q/backup_20240207_143022",
                "p/q/backup_20240207_143022.sql.bz2",
                "p/q/backup_20240207_143022.sql.gz.tmp",
                "p/q/backup_20240207_143022.dump",
                "p/q/backup_20240230_143022.sql.gz",
                "p/q/backup_2024.sql.gz",
                "p/q/my_backup_20240207_143022.sql.gz",
                "p/q/backup_20240207_143022.drill_20240208_020000.maybe.json",
                "p/q/backup_20240207_143022.drill_20240230_020000.proven.json",
                "p/q/backup_20240207_143022.drill.proven.json",
                "p/q/readme.txt",
                "p/q/r/backup_20240207_143022.sql.gz",
                "p/backup_20240207_143022.sql.gz",
                "p/qq/backup_20240207_143022.sql.gz",
                "backup_20240207_143022.sql.gz",
            })
    void doesNotSeeWhatIsNotItsOwn(String key) throws IOException {
        put(key);

        assertThat(catalog.list()).isEmpty();
        assertThat(catalog.marked(OURS)).isEmpty();
    }

    @Test
    void mayLieAtTheTop() throws IOException {
        Catalog top = new Catalog(store, "");
        put("backup_20240207_143022.sql");
        put("p/backup_20240208_143022.sql");

        assertThat(top.list()).hasSize(1);
        assertThat(top).hasToString("memory:");
        assertThat(top.dumpKey(name("20240207_143022"), ".sql"))
                .isEqualTo(top.list().getFirst().dump().orElseThrow().key());
        assertThat(catalog).hasToString("memory:/p/q");
    }

    @ParameterizedTest
    @CsvSource({
        "dump globals manifest, WHOLE, true",
        "dump manifest, WHOLE, true",
        "dump, NO_MANIFEST, true",
        "dump report, NO_MANIFEST, true",
        "dump globals, NO_MANIFEST, true",
        "dump globals marker, UNFINISHED, false",
        "dump marker, UNFINISHED, false",
        "dump globals manifest marker, WHOLE, true",
        "marker, UNFINISHED, false",
        "globals, UNFINISHED, false",
        "report, UNFINISHED, false",
        "manifest, NO_DUMP, false",
        "globals manifest, NO_DUMP, false",
    })
    void tellsHowMuchOfABackupIsThere(String parts, State state, boolean backup)
            throws IOException {
        for (String part : parts.split(" ", -1)) {
            put(
                    "p/q/backup_20240207_143022"
                            + switch (part) {
                                case "dump" -> ".sql.gz";
                                case "globals" -> ".globals.sql";
                                case "manifest" -> ".manifest.json";
                                case "marker" -> ".unfinished";
                                default -> ".drill_20240208_020000.proven.json";
                            });
        }

        CatalogEntry entry = catalog.list().getFirst();

        assertThat(entry.state()).isEqualTo(state);
        assertThat(entry.isBackup()).isEqualTo(backup);
    }

    @ParameterizedTest
    @CsvSource({
        "latest, 20240209_000000",
        "latest-proven, 20240207_143022",
        "backup_20240207_143022, 20240207_143022",
        "backup_20240207_143022.sql.gz, 20240207_143022",
        "backup_20240207_143022.manifest.json, 20240207_143022",
        "p/q/backup_20240207_143022.sql.gz, 20240207_143022",
        "s3://bucket/p/q/backup_20240207_143022.sql.gz, 20240207_143022",
        "2024-02-07, 20240207_235959",
        "2024-02-08, 20240207_235959",
        "2024-02-09, 20240209_000000",
        "2030-01-01, 20240209_000000",
        "2024-02-07T14:30, 20240207_120000",
        "2024-02-07T14:31, 20240207_143022",
        "2024-02-07T14:30:22, 20240207_143022",
        "2024-02-07T14:30:22Z, 20240207_143022",
        "2024-02-07T14:30:21Z, 20240207_120000",
    })
    void findsABackupByWhatAPersonCallsIt(String word, String stamp) throws IOException {
        for (String whole :
                List.of(
                        "20240207_120000",
                        "20240207_143022",
                        "20240207_235959",
                        "20240209_000000")) {
            putWhole(whole);
        }
        put("p/q/backup_20240207_120000.drill_20240208_020000.proven.json");
        put("p/q/backup_20240207_143022.drill_20240208_020000.proven.json");
        put("p/q/backup_20240209_000000.drill_20240210_020000.restored.json");
        put("p/q/backup_20240210_000000.globals.sql");

        assertThat(catalog.find(word, Instant.parse("2024-03-01T00:00:00Z")).name())
                .isEqualTo(name(stamp));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-06",
                "latest-proven",
                "backup_20240207_143023",
                "2024-02-07T14:30:21Z"
            })
    void saysThatThereIsNoSuchBackup(String word) throws IOException {
        putWhole("20240207_143022");

        assertThatThrownBy(() -> catalog.find(word, Instant.parse("2024-03-01T00:00:00Z")))
                .isInstanceOfSatisfying(
                        Failure.Store.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Failure.Store.Kind.MISSING))
                .hasMessage("No such backup [memory:/p/q: '" + word + "']");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "newest", "2024", "2024-02-30", "backup_2024", "14:30", "-1"})
    void saysWhatAWordMayBe(String word) throws IOException {
        putWhole("20240207_143022");

        assertThatThrownBy(() -> catalog.find(word, Instant.parse("2024-03-01T00:00:00Z")))
                .isInstanceOf(Failure.Settings.class)
                .hasMessage("Not a backup's name: '" + word + "'");
    }

    @Test
    void saysThatThereIsNothingAtAll() throws IOException {
        put("p/q/backup_20240207_143022.globals.sql");

        assertThatThrownBy(() -> catalog.find("latest", Instant.parse("2024-03-01T00:00:00Z")))
                .isInstanceOf(Failure.Store.class)
                .hasMessage("No backups found in S3 [memory:/p/q]");
    }

    @Test
    void namesABackupByTheNextSecondThatIsFree() throws IOException {
        Instant began = Instant.parse("2024-02-07T14:30:22.7Z");
        putWhole("20240207_143022");
        put("p/q/backup_20240207_143023.globals.sql");

        assertThat(catalog.begin(began, OURS)).hasToString("backup_20240207_143024");
        assertThat(catalog.begin(began, THEIRS)).hasToString("backup_20240207_143025");
        assertThat(catalog.marked(OURS))
                .extracting(CatalogEntry::name)
                .containsExactly(name("20240207_143024"));
    }

    @Test
    void readsAManifestAsItWasPublished() throws IOException {
        putWhole("20240207_143022");
        Manifest published = Manifests.of(name("20240207_143022"), "app");

        assertThat(catalog.manifest(published.name())).isEqualTo(published);
        assertThat(catalog.manifestFields(published.name())).containsEntry("format", 1);
    }

    @Test
    void saysThatAManifestCannotBeReadHoweverItIsAskedFor() throws IOException {
        put("p/q/backup_20240207_143022.manifest.json", "{\"format\": 1");

        assertThatThrownBy(() -> catalog.manifest(name("20240207_143022")))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageContaining("p/q/backup_20240207_143022.manifest.json");
        assertThatThrownBy(() -> catalog.manifestFields(name("20240207_143022")))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageContaining("p/q/backup_20240207_143022.manifest.json");
        assertThatThrownBy(() -> catalog.manifest(name("20240207_143023")))
                .isInstanceOfSatisfying(
                        Failure.Store.class,
                        failure ->
                                assertThat(failure.kind()).isEqualTo(Failure.Store.Kind.MISSING));
    }

    @Test
    void tellsWhoseUnfinishedBackupsThereAre() throws IOException {
        putWhole("20240207_100000");
        put("p/q/backup_20240207_110000.sql.gz");
        put("p/q/backup_20240207_120000.unfinished", OURS.line() + "\n");
        put("p/q/backup_20240207_130000.unfinished", OURS.line() + "\n");
        put("p/q/backup_20240207_130000.sql.gz");
        put("p/q/backup_20240207_140000.unfinished", THEIRS.line() + "\n");
        put("p/q/backup_20240207_150000.unfinished", OURS.line());
        put("p/q/backup_20240207_160000.unfinished", "");
        put("p/q/backup_20240207_170000.globals.sql", OURS.line() + "\n");

        assertThat(catalog.marked(OURS))
                .extracting(CatalogEntry::name)
                .containsExactly(name("20240207_130000"), name("20240207_120000"));
        assertThat(catalog.marked(THEIRS)).hasSize(1);
        assertThat(catalog.marked(new Owner("2", "app"))).isEmpty();
    }

    @Test
    void knowsTheOwnerOfADatabaseWithAnyName() {
        assertThat(new Owner("1", "a\nb; \"c\" ü").line())
                .isEqualTo("-- pgrehearse: cluster 1, database a%0Ab%3B+%22c%22+%C3%BC");
    }

    @Test
    void removesABackupAndNothingElse() throws IOException {
        putWhole("20240207_143022");
        put("p/q/backup_20240207_143022.drill_20240208_020000.proven.json");
        put("p/q/backup_20240207_143022.notes.txt");
        putWhole("20240207_143023");
        Set<String> others =
                keys().stream().filter(key -> key.contains("143023")).collect(Collectors.toSet());

        catalog.remove(
                catalog.find("backup_20240207_143022", Instant.parse("2024-03-01T00:00:00Z")),
                OURS);

        assertThat(keys())
                .hasSize(4)
                .containsAll(others)
                .contains("p/q/backup_20240207_143022.notes.txt");
    }

    /// Whichever deletion fails: what is left is the whole backup, or none, and whose it was can
    /// still be told, so that the next run of the same database removes it.
    @Test
    void aRemovalThatIsCutShortLeavesNothingThatLooksLikeABackup() throws IOException {
        Failure refused =
                new Failure.Store(Failure.Store.Kind.DENIED, "Refused", "Ask for it.", null);
        boolean cutShort = true;
        for (int failing = 1; cutShort; failing++) {
            putWhole("20240207_143022");
            put("p/q/backup_20240207_143022.drill_20240208_020000.proven.json");
            put("p/q/backup_20240207_143022.drill_20240209_020000.restored.json");
            CatalogEntry entry = catalog.find("latest", Instant.parse("2024-03-01T00:00:00Z"));
            FaultyStore faulty = new FaultyStore(store, failing, refused);

            cutShort = removalFails(new Catalog(faulty, "p/q"), entry);

            if (cutShort) {
                CatalogEntry left = catalog.list().getFirst();
                boolean whole = left.state() == State.WHOLE;
                assertThat(whole ? List.of(left) : catalog.marked(OURS))
                        .extracting(CatalogEntry::name)
                        .containsExactly(entry.name());
                catalog.remove(left, OURS);
            }
            assertThat(catalog.list()).isEmpty();
        }
    }

    private static boolean removalFails(Catalog catalog, CatalogEntry entry) {
        try {
            catalog.remove(entry, OURS);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Only a whole manifest may appear.
    @Test
    void publishesAllOfAManifestOrNothing() throws IOException {
        Failure lost = new Failure.Store(Failure.Store.Kind.TRANSIENT, "Lost", "Retry.", null);
        boolean failed = true;
        for (int failing = 1; failed; failing++) {
            FaultyStore faulty = new FaultyStore(store, failing, lost);
            failed = publishingFails(new Catalog(faulty, "p/q"));
            assertThat(keys()).hasSize(failed ? 0 : 1);
        }
    }

    private static boolean publishingFails(Catalog catalog) {
        try {
            catalog.publish(Manifests.full());
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void neverOverwritesAManifest() throws IOException {
        catalog.publish(Manifests.full());

        assertThatThrownBy(() -> catalog.publish(Manifests.full()))
                .isInstanceOfSatisfying(
                        Failure.Store.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Failure.Store.Kind.EXISTS));
    }

    /// One wrong clock must not make everything else old.
    @Test
    void whatIsFromTheFutureIsFoundByItsNameAlone() throws IOException {
        Instant now = Instant.parse("2024-02-07T14:30:22Z");
        put("p/q/backup_20240207_143522.sql.gz");
        put("p/q/backup_20240207_143523.sql.gz");
        put("p/q/backup_20240207_143523.drill_20240207_150000.proven.json");

        assertThat(catalog.find("latest", now).name()).isEqualTo(name("20240207_143522"));
        assertThat(catalog.find("2024-12-31", now).name()).isEqualTo(name("20240207_143522"));
        assertThat(catalog.find("backup_20240207_143523", now).name())
                .isEqualTo(name("20240207_143523"));
        assertThatThrownBy(() -> catalog.find("latest-proven", now))
                .isInstanceOf(Failure.Store.class);
    }
}
