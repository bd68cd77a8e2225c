package io.github.pgrehearse.backup;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/// What a backup has done to the store so far, and how to be rid of it.
final class Undo {

    private final ObjectStore store;
    private final Deque<Step> steps = new ArrayDeque<>();

    private interface Step {
        void undo() throws IOException;
    }

    Undo(ObjectStore store) {
        this.store = store;
    }

    /// An object that is there, or is about to be: it may be there even if only the store's answer
    /// was lost.
    void storing(ObjectKey key) {
        steps.push(() -> store.delete(key));
    }

    /// An object that is being written.
    void writing(ObjectWriter writer) {
        steps.push(writer::close);
    }

    /// Undoes the steps, the latest first, as far as the store lets us. The mark of the unfinished
    /// backup was the first: it stays as long as anything else does, for the next run to see.
    ///
    /// @param cause why; if it is that the key was taken, the latest is somebody else's and stays
    void all(IOException cause) {
        if (cause instanceof Failure.Store refused && refused.kind() == Failure.Store.Kind.EXISTS) {
            steps.poll();
        }
        boolean interrupted = Thread.interrupted(); // there is still this to do
        try {
            for (Step step : steps) {
                step.undo();
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
