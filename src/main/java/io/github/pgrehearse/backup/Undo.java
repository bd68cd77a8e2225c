package io.github.pgrehearse.backup;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// The objects that a backup has stored so far, and how to be rid of them.
final class Undo {

    private final ObjectStore store;
    private final Deque<ObjectKey> keys = new ArrayDeque<>();

    Undo(ObjectStore store) {
        this.store = store;
    }

    /// Notes an object that is about to be stored: it may be there even if only the store's answer
    /// was lost.
    void note(ObjectKey key) {
        keys.push(key);
    }

    /// Removes the objects, the latest first. What cannot be removed stays marked as unfinished.
    ///
    /// @param cause why; if it is that the key was taken, the latest is somebody else's and stays
    void all(IOException cause) {
        if (cause instanceof Failure.Store refused && refused.kind() == Failure.Store.Kind.EXISTS) {
            keys.poll();
        }
        boolean interrupted = Thread.interrupted(); // there is still this to do
        try {
            for (ObjectKey key : keys) {
                store.delete(key);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
