package io.github.pgrehearse.storage;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Passes everything on to another store, until one call whose answer is lost: it is carried out,
/// and fails. From then on the store may be gone for good.
///
/// Counted are `create`, `open`, `head`, `list`, `delete`, `sweep`, and `commit` of a writer.
public final class OutageStore implements ObjectStore {

    private final ObjectStore store;
    private final int failing;
    private final boolean lasting;
    private int calls;

    /// @param failing the call whose answer is lost, counted from 1
    /// @param lasting whether all calls after it fail too, without being carried out
    public OutageStore(ObjectStore store, int failing, boolean lasting) {
        this.store = store;
        this.failing = failing;
        this.lasting = lasting;
    }

    /// Whether the fault was met.
    public boolean failed() {
        return calls >= failing;
    }

    private interface Call<T> {
        T carryOut() throws IOException;
    }

    private <T> T answer(Call<T> call) throws IOException {
        calls++;
        if (lasting && calls > failing) {
            throw outage();
        }
        T answer = call.carryOut();
        if (calls == failing) {
            throw outage();
        }
        return answer;
    }

    private static Failure.Store outage() {
        return new Failure.Store(
                Failure.Store.Kind.TRANSIENT, "S3 upload failed [no answer]", "Wait.", null);
    }

    @Override
    public void probe() throws IOException {
        answer(() -> {
            store.probe();
            return "";
        });
    }

    @Override
    public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
        ObjectWriter writer = answer(() -> store.create(key, sizeHint));
        return new ObjectWriter() {
            @Override
            public void write(int single) throws IOException {
                writer.write(single);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writer.write(bytes, offset, length);
            }

            @Override
            public void commit() throws IOException {
                answer(() -> {
                    writer.commit();
                    return "";
                });
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        return answer(() -> store.open(key));
    }

    @Override
    public Optional<StoredObject> head(ObjectKey key) throws IOException {
        return answer(() -> store.head(key));
    }

    @Override
    public List<StoredObject> list(String folder) throws IOException {
        return answer(() -> store.list(folder));
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        answer(() -> {
            store.delete(key);
            return "";
        });
    }

    @Override
    public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
        return answer(() -> store.sweep(folder, dead));
    }

    @Override
    public String toString() {
        return store.toString();
    }
}
