package io.github.pgrehearse.storage;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A store in memory: the twin of the real ones in tests, held to the same contract.
public final class MemoryStore implements ObjectStore {

    private record Content(ByteArrayOutputStream bytes, Instant modified) {}

    private final Clock clock;
    private final NavigableMap<ObjectKey, Content> objects = new ConcurrentSkipListMap<>();

    /// @param clock gives the objects their times
    public MemoryStore(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void probe() {}

    @Override
    public ObjectWriter create(ObjectKey key, long sizeHint) throws Failure.Store {
        if (objects.containsKey(key)) {
            throw exists(key);
        }
        return new MemoryWriter(key);
    }

    @Override
    public InputStream open(ObjectKey key) throws Failure.Store {
        Content content = objects.get(key);
        if (content == null) {
            throw new Failure.Store(
                    Kind.MISSING, "No such object [" + key + "]", "Look for another.", null);
        }
        return new ByteArrayInputStream(content.bytes().toByteArray());
    }

    @Override
    public Optional<StoredObject> head(ObjectKey key) {
        return Optional.ofNullable(objects.get(key)).map(content -> describe(key, content));
    }

    @Override
    public List<StoredObject> list(String folder) {
        return objects.entrySet().stream()
                .filter(entry -> folderOf(entry.getKey()).equals(folder))
                .map(entry -> describe(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key);
    }

    @Override
    public int sweep(String folder, Predicate<ObjectKey> dead) {
        return 0;
    }

    @Override
    public String toString() {
        return "memory:";
    }

    private static StoredObject describe(ObjectKey key, Content content) {
        return new StoredObject(
                key, content.bytes().size(), content.modified(), Optional.of(md5(content)));
    }

    private static String md5(Content content) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(content.bytes().toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has MD5", e);
        }
    }

    private static String folderOf(ObjectKey key) {
        return key.value().substring(0, Math.max(0, key.value().lastIndexOf('/')));
    }

    private static Failure.Store exists(ObjectKey key) {
        return new Failure.Store(
                Kind.EXISTS, "Object exists already [" + key + "]", "Choose another key.", null);
    }

    private final class MemoryWriter extends ObjectWriter {

        private final ObjectKey key;
        private @Nullable ByteArrayOutputStream written = new ByteArrayOutputStream();

        MemoryWriter(ObjectKey key) {
            this.key = key;
        }

        @Override
        public void write(int single) {
            written().write(single);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written().write(bytes, offset, length);
        }

        @Override
        public void commit() throws Failure.Store {
            Content content = new Content(written(), clock.instant());
            written = null;
            if (objects.putIfAbsent(key, content) != null) {
                throw exists(key);
            }
        }

        @Override
        public void close() {
            written = null;
        }

        private ByteArrayOutputStream written() {
            if (written == null) {
                throw new IllegalStateException("the writer of " + key + " is done");
            }
            return written;
        }
    }
}
