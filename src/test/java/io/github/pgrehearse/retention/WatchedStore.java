package io.github.pgrehearse.retention;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Passes everything on to another store, keeps which objects are read, and refuses some things.
final class WatchedStore implements ObjectStore {

    private final ObjectStore store;
    private final Set<ObjectKey> opened = new ConcurrentSkipListSet<>();
    private Predicate<ObjectKey> locked = _ -> false;
    private Predicate<ObjectKey> hidden = _ -> false;
    private Consumer<ObjectKey> beforeDeletion = _ -> {};
    private UnaryOperator<StoredObject> renaming = UnaryOperator.identity();

    WatchedStore(ObjectStore store) {
        this.store = store;
    }

    /// The names of the objects that were read since this was asked last.
    List<String> opened() {
        List<String> names =
                opened.stream().map(key -> key.value().replaceFirst(".*/", "")).toList();
        opened.clear();
        return names;
    }

    /// Refuses to delete these.
    void lock(Predicate<ObjectKey> keys) {
        locked = keys;
    }

    /// Refuses to show what is in these.
    void hide(Predicate<ObjectKey> keys) {
        hidden = keys;
    }

    /// Gives the content of all objects the same ETag.
    void callEverything(String etag) {
        renaming =
                object ->
                        new StoredObject(
                                object.key(), object.size(), object.modified(), Optional.of(etag));
    }

    void beforeDeletion(Consumer<ObjectKey> action) {
        beforeDeletion = action;
    }

    private static Failure.Store denied(String what, ObjectKey key) {
        return new Failure.Store(
                Failure.Store.Kind.DENIED,
                "%s [%s: 403 AccessDenied]".formatted(what, key),
                "Give the key the right.",
                null);
    }

    @Override
    public void probe() throws IOException {
        store.probe();
    }

    @Override
    public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
        return store.create(key, sizeHint);
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        opened.add(key);
        if (hidden.test(key)) {
            throw denied("Access Denied", key);
        }
        return store.open(key);
    }

    @Override
    public Optional<StoredObject> head(ObjectKey key) throws IOException {
        return store.head(key);
    }

    @Override
    public List<StoredObject> list(String folder) throws IOException {
        return store.list(folder).stream().map(renaming).toList();
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        beforeDeletion.accept(key);
        if (locked.test(key)) {
            throw denied("Failed to delete from S3", key);
        }
        store.delete(key);
    }

    @Override
    public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
        return store.sweep(folder, dead);
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
