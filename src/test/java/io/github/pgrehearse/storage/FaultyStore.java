package io.github.pgrehearse.storage;

import io.github.pgrehearse.failure.Failure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Passes everything on to another store, but for one call, which fails instead.
///
/// For fault sweeps: run a story with `failing = 1, 2, ...` until [#failed] says that it ended
/// before the fault came. Counted are `create`, `open`, `head`, `list`, `delete`, `sweep`, each
/// `write` and `commit` of a writer and each `read` of a stream; closing always works.
public final class FaultyStore implements ObjectStore {

    private final ObjectStore store;
    private final long failing;
    private final Failure failure;
    private final AtomicLong calls = new AtomicLong();

    /// @param failing which call fails, counted from 1
    public FaultyStore(ObjectStore store, long failing, Failure failure) {
        this.store = store;
        this.failing = failing;
        this.failure = failure;
    }

    /// Whether the fault was met.
    public boolean failed() {
        return calls.get() >= failing;
    }

    @Override
    public void probe() throws IOException {
        call();
        store.probe();
    }

    @Override
    public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
        call();
        return new FaultyWriter(store.create(key, sizeHint));
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        call();
        return new FaultyInputStream(store.open(key));
    }

    @Override
    public Optional<StoredObject> head(ObjectKey key) throws IOException {
        call();
        return store.head(key);
    }

    @Override
    public List<StoredObject> list(String folder) throws IOException {
        call();
        return store.list(folder);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        call();
        store.delete(key);
    }

    @Override
    public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
        call();
        return store.sweep(folder, dead);
    }

    @Override
    public String toString() {
        return store.toString();
    }

    private void call() throws Failure {
        if (calls.incrementAndGet() == failing) {
            throw failure;
        }
    }

    private final class FaultyWriter extends ObjectWriter {

        private final ObjectWriter writer;

        FaultyWriter(ObjectWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(int single) throws IOException {
            call();
            writer.write(single);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            call();
            writer.write(bytes, offset, length);
        }

        @Override
        public void commit() throws IOException {
            call();
            writer.commit();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    private final class FaultyInputStream extends FilterInputStream {

        FaultyInputStream(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            call();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            call();
            return super.read(bytes, offset, length);
        }
    }
}
