package io.github.pgrehearse.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A flat store of immutable objects.
///
/// Every implementation promises, and `ObjectStoreContract` checks, that
///
/// - an object is visible whole or not at all, and holds what was written: a store that kept less
///   is found out by the commit,
/// - what was committed can be read and listed at once,
/// - an existing key is never overwritten,
/// - every problem with the store surfaces as
///   [Failure.Store][io.github.pgrehearse.failure.Failure.Store].
public interface ObjectStore {

    /// Asks whether the store answers and lets us look into it. Failures are in the words of an
    /// upload, which would end so.
    void probe() throws IOException;

    /// Begins a new object under `key`. The caller closes the writer.
    ///
    /// @param sizeHint the most bytes that are expected, for a store that must choose the size of
    ///   its parts beforehand; a hint, not a limit
    /// @throws io.github.pgrehearse.failure.Failure.Store with kind `EXISTS` if the key is taken; a
    ///   store may also notice it only when the writer commits
    ObjectWriter create(ObjectKey key, long sizeHint) throws IOException;

    /// Stores a small object whole.
    ///
    /// @throws io.github.pgrehearse.failure.Failure.Store with kind `EXISTS` if the key is taken
    default void put(ObjectKey key, byte[] content) throws IOException {
        try (ObjectWriter object = create(key, content.length)) {
            object.write(content);
            object.commit();
        }
    }

    /// Opens the object from its first byte. The caller closes it.
    ///
    /// @throws io.github.pgrehearse.failure.Failure.Store with kind `MISSING` if there is none
    InputStream open(ObjectKey key) throws IOException;

    /// What the store says of the object, or nothing if there is none.
    Optional<StoredObject> head(ObjectKey key) throws IOException;

    /// The objects directly under `folder` (keys that are `folder`, a slash and one more segment;
    /// of the whole store if it is empty), in the order of their keys.
    List<StoredObject> list(String folder) throws IOException;

    /// Removes the object; a missing one is no error.
    void delete(ObjectKey key) throws IOException;

    /// Removes what writers that died left unfinished directly under `folder`, and says how many
    /// there were. Writers that still live, in this process or another, are never disturbed.
    ///
    /// @param dead whether the writer of a key is known to have died, for a store that cannot tell
    ///   by itself; one that can does not ask
    int sweep(String folder, Predicate<ObjectKey> dead) throws IOException;

    /// Where this is, as a person would name it, without credentials.
    @Override
    String toString();
}
