package io.github.pgrehearse.catalog;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The marks of backups that are not finished: objects of one line, which tells of which database.
final class Marks {

    private final ObjectStore store;

    Marks(ObjectStore store) {
        this.store = store;
    }

    /// Says whether this mark is ours, and not another's who was quicker.
    boolean set(ObjectKey mark, Owner owner) throws IOException {
        try {
            store.put(mark, content(owner));
            return true;
        } catch (Failure.Store e) {
            if (e.kind() == Failure.Store.Kind.EXISTS) {
                return false;
            }
            throw e;
        } catch (InterruptedIOException e) {
            withdraw(mark, owner, e);
            throw e;
        }
    }

    /// Takes a mark away that may be there: whoever was to be told of it did not wait.
    private void withdraw(ObjectKey mark, Owner owner, IOException cause) {
        boolean interrupted = Thread.interrupted(); // there is still this to do
        try {
            if (store.head(mark).isPresent() && isOf(owner, mark)) {
                store.delete(mark);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Whether it is that database's.
    boolean isOf(Owner owner, ObjectKey mark) throws IOException {
        byte[] content = content(owner);
        try (InputStream in = store.open(mark)) {
            return Arrays.equals(in.readNBytes(content.length), content);
        }
    }

    private static byte[] content(Owner owner) {
        return (owner.line() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
