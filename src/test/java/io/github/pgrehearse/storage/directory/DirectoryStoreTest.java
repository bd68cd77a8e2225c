package io.github.pgrehearse.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectStoreContract;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryStoreTest extends ObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("folder/name");

    @TempDir private Path temporary;

    @Override
    protected ObjectStore emptyStore() {
        return new DirectoryStore(root(), new Traffic());
    }

    private Path root() {
        return temporary.resolve("the store");
    }

    @Test
    void aMissingRootIsAnEmptyStoreUntilTheFirstObject() throws IOException {
        ObjectStore store = emptyStore();

        assertThat(store.list("")).isEmpty();
        assertThat(store.list("folder")).isEmpty();
        assertThat(store.head(KEY)).isEmpty();
        assertThat(store.sweep("folder", _ -> false)).isZero();
        assertThat(root()).doesNotExist();

        put(KEY, "content");
        assertThat(root().resolve("folder/name")).hasContent("content");
    }

    @Test
    void whatIsWrittenAndReadIsCounted() throws IOException {
        Traffic traffic = new Traffic();
        ObjectStore store = new DirectoryStore(root(), traffic);
        try (ObjectWriter writer = store.create(KEY, 0)) {
            writer.write(new byte[300_000]);
            writer.commit();
        }
        try (InputStream in = store.open(KEY)) {
            in.read();
            in.readAllBytes();
        }
        assertThat(traffic.totals()).isEqualTo(new Traffic.Totals(300_000, 300_000, 0, 0));
    }

    @Test
    void itsNameIsItsUri() throws IOException {
        String uri = "file://" + temporary + "/the%20store";
        assertThat(emptyStore()).hasToString(uri);

        put(KEY, "content");

        assertThat(emptyStore()).hasToString(uri);
        assertThat(new DirectoryStore(Path.of("/"), new Traffic())).hasToString("file:///");
    }

    @Test
    void strangersMayReadNeitherObjectsNorFolders() throws IOException {
        put(KEY, "content");

        for (Path place :
                List.of(root(), root().resolve("folder"), root().resolve("folder/name"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
                    .endsWith("---");
        }
    }

    @Test
    void aFileInThePlaceOfTheRootIsRefused() throws IOException {
        Files.writeString(root(), "not a directory");
        ObjectStore store = emptyStore();

        assertFails(Kind.DENIED, () -> store.list(""));
        assertFails(Kind.DENIED, () -> store.list("folder"));
        assertFails(Kind.DENIED, () -> store.head(KEY));
        assertFails(Kind.DENIED, () -> store.open(KEY).close());
        assertFails(Kind.DENIED, () -> store.delete(KEY));
        assertFails(Kind.DENIED, () -> store.sweep("folder", _ -> false));
        assertThatExceptionOfType(Failure.Store.class)
                .isThrownBy(() -> store.create(KEY, 0))
                .withMessage("Cannot use store [" + root() + ": not a directory]")
                .satisfies(failure -> assertThat(failure.hint()).contains("S3_ENDPOINT"));
        assertThat(root()).hasContent("not a directory");
    }

    @Test
    void anObjectInThePlaceOfAFolderIsRefused() throws IOException {
        put(KEY, "content");

        assertFails(Kind.DENIED, () -> emptyStore().create(new ObjectKey("folder/name/deeper"), 0));
    }

    @Test
    void anUnfinishedFileLiesHiddenBesideItsPlace() throws IOException {
        try (ObjectWriter writer = emptyStore().create(KEY, 0)) {
            writer.write(1);
            assertThat(files("folder"))
                    .singleElement()
                    .asString()
                    .matches("\\.pgrehearse-.*\\.unfinished");

            writer.commit();
            assertThat(files("folder")).containsExactly("name");
        }
    }

    @Test
    void foreignThingsAreNeitherShownNorTouched() throws IOException {
        put(KEY, "content");
        Path folder = root().resolve("folder");
        Files.createDirectory(folder.resolve("a folder"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Files.writeString(folder.resolve("line\nfeed"), "no key");
        Files.createDirectory(folder.resolve(".pgrehearse-folder.unfinished"));
        Files.createSymbolicLink(
                folder.resolve(".pgrehearse-link.unfinished"), folder.resolve("name"));
        Process fifo = new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start();
        assertThat(fifo.onExit().join().exitValue()).isZero();
        Process fifo2 =
                new ProcessBuilder("mkfifo", folder.resolve(".pgrehearse-f.unfinished").toString())
                        .start();
        assertThat(fifo2.onExit().join().exitValue()).isZero();
        List<String> before = files("folder");

        assertThat(emptyStore().list("folder")).extracting(StoredObject::key).containsExactly(KEY);
        assertThat(emptyStore().sweep("folder", _ -> false)).isZero();
        emptyStore().delete(new ObjectKey("folder/a folder"));
        assertFails(Kind.MISSING, () -> emptyStore().open(new ObjectKey("folder/fifo")).close());

        assertThat(files("folder")).isEqualTo(before);
    }

    /// Who can write to the store must not have us read, or delete, what lies beside it.
    @Test
    void aSymbolicLinkIsNoObject() throws IOException {
        put(KEY, "content");
        ObjectKey link = new ObjectKey("folder/link");
        Path secret = Files.writeString(temporary.resolve("secret"), "of somebody else");
        Files.createSymbolicLink(root().resolve("folder/link"), secret);

        assertThat(emptyStore().list("folder")).extracting(StoredObject::key).containsExactly(KEY);
        assertThat(emptyStore().head(link)).isEmpty();
        assertFails(Kind.MISSING, () -> emptyStore().open(link).close());
        assertFails(Kind.EXISTS, () -> emptyStore().create(link, 0).close());
        emptyStore().delete(link);

        assertThat(secret).hasContent("of somebody else");
        assertThat(files("folder")).contains("link");
    }

    @Test
    void aFolderThatIsASymbolicLinkIsNotFollowed() throws IOException {
        Path beside = Files.createDirectories(temporary.resolve("beside"));
        Path secret = Files.writeString(beside.resolve("secret"), "of somebody else");
        Files.createDirectories(root());
        Files.createSymbolicLink(root().resolve("folder"), beside);
        ObjectKey inside = new ObjectKey("folder/secret");

        assertFails(Kind.DENIED, () -> emptyStore().list("folder"));
        assertFails(Kind.DENIED, () -> emptyStore().open(inside).close());
        assertFails(Kind.DENIED, () -> emptyStore().create(inside, 0).close());
        assertFails(Kind.DENIED, () -> emptyStore().delete(inside));
        assertFails(Kind.DENIED, () -> emptyStore().sweep("folder", _ -> true));

        assertThat(secret).hasContent("of somebody else");
    }

    @Test
    void theRootMayBeALink() throws IOException {
        Path real = Files.createDirectories(temporary.resolve("real"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        DirectoryStore store = new DirectoryStore(link, new Traffic());

        store.put(KEY, new byte[] {1});

        assertThat(store.list("folder")).extracting(StoredObject::key).containsExactly(KEY);
        assertThat(real.resolve("folder/name")).exists();
    }

    @Test
    void tenThousandObjectsAreListedInOrder() throws IOException {
        Files.createDirectories(root().resolve("folder"));
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(root().resolve("folder/" + i));
        }

        assertThat(emptyStore().list("folder"))
                .hasSize(10_000)
                .isSortedAccordingTo(Comparator.comparing(StoredObject::key));
    }

    @Test
    void noKeyMayLookLikeAnUnfinishedFile() {
        ObjectKey key = new ObjectKey("folder/.pgrehearse-x.unfinished");

        assertThatIllegalArgumentException().isThrownBy(() -> emptyStore().create(key, 0));
    }

    @Test
    void aSweepRemovesWhatNobodyHolds() throws IOException {
        put(KEY, "content");
        Files.writeString(root().resolve("folder/.pgrehearse-dead.unfinished"), "half");
        Files.writeString(root().resolve("folder/.pgrehearse-dead.unfinished.txt"), "foreign");

        assertThat(emptyStore().sweep("folder", _ -> false)).isEqualTo(1);

        assertThat(files("folder")).containsExactly(".pgrehearse-dead.unfinished.txt", "name");
    }

    @Test
    void aFolderThatVanishesUnderAWriterIsToldInPlainWords() throws IOException {
        try (ObjectWriter writer = emptyStore().create(KEY, 0)) {
            writer.write(1);
            try (Stream<Path> entries = Files.walk(root())) {
                for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }

            assertThatExceptionOfType(Failure.Store.class)
                    .isThrownBy(writer::commit)
                    .withMessageContaining("its folder vanished");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> writer.write(1));
        }
        assertThat(root()).doesNotExist();
    }

    @Test
    void anInterruptedWriterLeavesNothingBehind() throws IOException {
        try (ObjectWriter writer = emptyStore().create(KEY, 0)) {
            writer.write(1);
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> writer.write(2));
            assertThatExceptionOfType(IOException.class).isThrownBy(writer::commit);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(files("folder")).isEmpty();
    }

    @Test
    void anInterruptedCommitLeavesNothingBehind() throws IOException {
        try (ObjectWriter writer = emptyStore().create(KEY, 0)) {
            writer.write(1);
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(writer::commit);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(files("folder")).isEmpty();
    }

    @Test
    void withoutHardLinksAnExistingFileIsNotReplacedEither() throws IOException {
        Path written = Files.writeString(temporary.resolve("written"), "new");
        Path target = Files.writeString(temporary.resolve("target"), "old");

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> UnfinishedFile.move(written, target));
        assertThat(target).hasContent("old");

        Files.delete(target);
        UnfinishedFile.move(written, target);
        assertThat(target).hasContent("new");
        assertThat(written).doesNotExist();
    }

    private List<String> files(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(root().resolve(folder))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
