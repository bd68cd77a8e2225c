package io.github.pgrehearse.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [ObjectStore] promises.
public abstract class ObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("folder/name");

    private ObjectStore store;

    /// A store that holds nothing yet.
    protected abstract ObjectStore emptyStore() throws IOException;

    @BeforeEach
    final void openStore() throws IOException {
        store = emptyStore();
    }

    @Test
    void anObjectIsThereOnlyOnceCommitted() throws IOException {
        try (ObjectWriter writer = store.create(KEY, 7)) {
            writer.write("content".getBytes(StandardCharsets.UTF_8));
            assertNothingAt(KEY);

            writer.commit();
            assertThat(content(KEY)).isEqualTo("content");
            assertThat(store.list("folder")).extracting(StoredObject::key).containsExactly(KEY);
        }
    }

    @Test
    void closingAfterCommittingKeepsTheObject() throws IOException {
        put(KEY, "content");

        assertThat(content(KEY)).isEqualTo("content");
    }

    @Test
    void anAbandonedObjectLeavesNothingBehind() throws IOException {
        try (ObjectWriter writer = store.create(KEY, 3)) {
            writer.write(1);
            writer.write(new byte[2]);
        }

        assertNothingAt(KEY);
        assertThat(store.sweep("folder", _ -> false)).isZero();
    }

    @Test
    void aKeyThatWasAbandonedCanBeWrittenAgain() throws IOException {
        store.create(KEY, 3).close();

        put(KEY, "content");

        assertThat(content(KEY)).isEqualTo("content");
    }

    @Test
    void closingTwiceIsNoError() throws IOException {
        ObjectWriter writer = store.create(KEY, 0);
        writer.close();
        writer.close();

        assertNothingAt(KEY);
    }

    @Test
    void nothingCanBeWrittenAfterTheCommit() throws IOException {
        try (ObjectWriter writer = store.create(KEY, 7)) {
            writer.write("content".getBytes(StandardCharsets.UTF_8));
            writer.commit();

            assertThatIllegalStateException().isThrownBy(() -> writer.write(1));
            assertThatIllegalStateException().isThrownBy(() -> writer.write(new byte[2]));
            assertThatIllegalStateException().isThrownBy(writer::commit);
        }
        assertThat(content(KEY)).isEqualTo("content");
    }

    @Test
    void anAbandonedObjectCannotBeCommitted() throws IOException {
        ObjectWriter writer = store.create(KEY, 0);
        writer.close();

        assertThatIllegalStateException().isThrownBy(writer::commit);
        assertThatIllegalStateException().isThrownBy(() -> writer.write(1));
        assertNothingAt(KEY);
    }

    @Test
    void anExistingObjectIsNeverOverwritten() throws IOException {
        put(KEY, "first");

        assertFails(Kind.EXISTS, () -> put(KEY, "second"));

        assertThat(content(KEY)).isEqualTo("first");
    }

    @Test
    void ofTwoWritersOfOneKeyTheFirstToCommitWins() throws IOException {
        try (ObjectWriter first = store.create(KEY, 1);
                ObjectWriter second = store.create(KEY, 1)) {
            first.write('1');
            second.write('2');
            second.commit();

            assertFails(Kind.EXISTS, first::commit);
        }
        assertThat(content(KEY)).isEqualTo("2");
        assertThat(store.list("folder")).hasSize(1);
    }

    @Test
    void anObjectMayBeEmpty() throws IOException {
        put(KEY, "");

        assertThat(store.head(KEY).orElseThrow().size()).isZero();
        assertThat(content(KEY)).isEmpty();
    }

    @Test
    void aLargeObjectComesBackByteForByte() throws IOException {
        byte[] content = new byte[20_000_000];
        new Random(1).nextBytes(content);
        try (ObjectWriter writer = store.create(KEY, 0)) {
            // Pieces of very different sizes
            writer.write(content, 0, 12_000_000);
            for (int at = 12_000_000; at < content.length; at += 50_000) {
                writer.write(content, at, 50_000);
            }
            writer.commit();
        }

        assertThat(store.head(KEY).orElseThrow().size()).isEqualTo(content.length);
        try (InputStream in = store.open(KEY)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void whatIsReadCanBeLeftHalfRead() throws IOException {
        put(KEY, "content");

        try (InputStream in = store.open(KEY)) {
            assertThat(in.read()).isEqualTo('c');
        }
        assertThat(content(KEY)).isEqualTo("content");
    }

    @Test
    void theHeadTellsSizeAndTime() throws IOException {
        put(KEY, "content");

        StoredObject head = store.head(KEY).orElseThrow();

        assertThat(head.key()).isEqualTo(KEY);
        assertThat(head.size()).isEqualTo(7);
        assertThat(store.list("folder")).containsExactly(head);
    }

    @Test
    void whatIsNotThereIsMissing() throws IOException {
        put(KEY, "content");

        assertNothingAt(new ObjectKey("folder/other"));
        assertNothingAt(new ObjectKey("other/name"));
        assertNothingAt(new ObjectKey("folder"));
        assertNothingAt(new ObjectKey("folder/name/deeper"));
        assertThat(store.list("other")).isEmpty();
        assertThat(store.list("folder/name")).isEmpty();
    }

    @Test
    void theListIsOfOneFolderInTheOrderOfTheKeys() throws IOException {
        for (String key :
                List.of(
                        "top",
                        "a/b/2",
                        "a/b/10",
                        "a/b/1",
                        "a/b/c/deeper",
                        "a/b2/longer",
                        "a/b-x",
                        "a/above")) {
            put(new ObjectKey(key), key);
        }

        assertThat(keys("a/b")).containsExactly("a/b/1", "a/b/10", "a/b/2");
        assertThat(keys("a")).containsExactly("a/above", "a/b-x");
        assertThat(keys("")).containsExactly("top");
    }

    @Test
    void theListIsLongerThanOnePage() throws IOException {
        for (int i = 0; i < 1_100; i++) {
            put(new ObjectKey("folder/%04d".formatted(i)), "");
        }

        List<StoredObject> listed = store.list("folder");

        assertThat(listed).hasSize(1_100).isSortedAccordingTo(comparingKeys());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "folder/with space",
                "folder/ räksmörgås-日本語-🙂",
                "folder/a+b",
                "folder/100%25",
                "folder/#1",
                "folder/what?x=y&z",
                "folder/.hidden",
                "folder/~'\"\\$(x);*",
                "odd folder%2F/#?+/name"
            })
    void keysMayHoldOddCharacters(String odd) throws IOException {
        ObjectKey key = new ObjectKey(odd);
        put(key, odd);

        assertThat(content(key)).isEqualTo(odd);
        assertThat(keys(odd.substring(0, odd.lastIndexOf('/')))).containsExactly(odd);
        store.delete(key);
        assertNothingAt(key);
    }

    @Test
    void deletingTwiceIsNoError() throws IOException {
        ObjectKey other = new ObjectKey("folder/other");
        put(KEY, "content");
        put(other, "content");

        store.delete(KEY);
        store.delete(KEY);
        store.delete(new ObjectKey("nowhere/at/all"));

        assertNothingAt(KEY);
        assertThat(store.list("folder")).extracting(StoredObject::key).containsExactly(other);
    }

    @Test
    void deletingAFolderDeletesNothing() throws IOException {
        put(KEY, "content");

        store.delete(new ObjectKey("folder"));

        assertThat(content(KEY)).isEqualTo("content");
    }

    @Test
    void aSweepLeavesLivingWritersAndWholeObjectsAlone() throws IOException {
        ObjectKey whole = new ObjectKey("folder/whole");
        put(whole, "whole");
        try (ObjectWriter writer = store.create(KEY, 7)) {
            writer.write("cont".getBytes(StandardCharsets.UTF_8));

            assertThat(store.sweep("folder", _ -> false)).isZero();

            writer.write("ent".getBytes(StandardCharsets.UTF_8));
            writer.commit();
        }
        assertThat(store.sweep("folder", _ -> false)).isZero();
        assertThat(store.sweep("nowhere", _ -> false)).isZero();
        assertThat(content(KEY)).isEqualTo("content");
        assertThat(content(whole)).isEqualTo("whole");
    }

    protected final void put(ObjectKey key, String content) throws IOException {
        try (ObjectWriter writer = store.create(key, content.length())) {
            writer.write(content.getBytes(StandardCharsets.UTF_8));
            writer.commit();
        }
    }

    protected final String content(ObjectKey key) throws IOException {
        try (InputStream in = store.open(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> keys(String folder) throws IOException {
        return store.list(folder).stream().map(object -> object.key().value()).toList();
    }

    private static Comparator<StoredObject> comparingKeys() {
        return Comparator.comparing(StoredObject::key);
    }

    private void assertNothingAt(ObjectKey key) throws IOException {
        assertThat(store.head(key)).isEmpty();
        assertThat(store.list(folderOf(key))).extracting(StoredObject::key).doesNotContain(key);
        assertFails(Kind.MISSING, () -> store.open(key).close());
    }

    private static String folderOf(ObjectKey key) {
        return key.value().substring(0, Math.max(0, key.value().lastIndexOf('/')));
    }

    protected static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatExceptionOfType(Failure.Store.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
