package io.github.pgrehearse.proof;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.stream.Compression;
import io.github.pgrehearse.stream.InterruptibleInputStream;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.MeteredInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// The dump of a backup as the store returns it: expanded in one pass and a bounded number of
/// bytes, and measured on the way, as stored and as `pg_dump` wrote it.
public final class StoredDump implements AutoCloseable {

    /// As much as a pipe holds on Linux.
    private static final int PIECE = 1 << 16;

    private final MeteredInputStream stored;
    private final Compression compression;

    /// Takes the bytes of a dump.
    public interface Receiver {
        void take(byte[] piece, int offset, int length) throws IOException;
    }

    private StoredDump(InputStream stored, Compression compression) {
        this.stored = new MeteredInputStream(stored);
        this.compression = compression;
    }

    /// Begins to read it. The caller closes it.
    public static StoredDump open(ObjectStore store, CatalogEntry backup) throws IOException {
        ObjectKey key = key(backup);
        return new StoredDump(new InterruptibleInputStream(store.open(key)), compression(key));
    }

    private static ObjectKey key(CatalogEntry backup) {
        return backup.dump()
                .map(StoredObject::key)
                .orElseThrow(() -> new IllegalStateException("a backup has a dump: " + backup));
    }

    private static Compression compression(ObjectKey key) {
        return Stream.of(Compression.values())
                .filter(each -> key.value().endsWith(each.suffix()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a dump has a suffix: " + key));
    }

    /// Hands all of it on, expanded, and returns the measure of that.
    ///
    /// @throws Failure.Corrupt if it cannot be expanded, or if the receiver does not want it
    public Measure pour(Receiver receiver) throws IOException {
        return pourUntil(() -> false, receiver);
    }

    /// The same, but no further than until it is enough.
    public Measure pourUntil(BooleanSupplier enough, Receiver receiver) throws IOException {
        try (InputStream expanded = compression.expand(unclosed(stored))) {
            return pour(new MeteredInputStream(expanded), enough, receiver);
        }
    }

    /// Hands all of it on as it is stored.
    public void pourAsStored(Receiver receiver) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = stored.read(piece); count >= 0; count = stored.read(piece)) {
            receiver.take(piece, 0, count);
            requireNotInterrupted();
        }
    }

    private static Measure pour(
            MeteredInputStream source, BooleanSupplier enough, Receiver receiver)
            throws IOException {
        byte[] piece = new byte[PIECE];
        for (int count = 0; count >= 0 && !enough.getAsBoolean(); count = source.read(piece)) {
            receiver.take(piece, 0, count);
            requireNotInterrupted();
        }
        return source.measure();
    }

    /// Where nothing is waited for, nothing else would heed an interrupt: a disk is quick, and a
    /// psql that was killed swallows what it is given.
    private static void requireNotInterrupted() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while reading a dump");
        }
    }

    /// The measure of the object as stored, also of what stands behind the end of damaged data. It
    /// can be taken once.
    public Measure measureAll() throws IOException {
        return stored.measureAll();
    }

    private static InputStream unclosed(InputStream stored) {
        return new FilterInputStream(stored) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return in.read(buffer, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
