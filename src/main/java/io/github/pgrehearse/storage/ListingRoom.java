package io.github.pgrehearse.storage;

import io.github.pgrehearse.failure.Failure;

/// Counts what a listing takes of the memory while it comes, and refuses what would not fit: the
/// answers of a store may have no end.
public final class ListingRoom {

    /// What an object takes beside its name, in the listing and in what is made of it, about.
    private static final int OBJECT_BYTES = 400;

    private final String place;
    private final long room;
    private long left;
    private long objects;

    /// A half of the memory that Java may take.
    ///
    /// @param place that is listed, as a person would name it
    public ListingRoom(String place) {
        this(place, Runtime.getRuntime().maxMemory() / 2);
    }

    ListingRoom(String place, long room) {
        this.place = place;
        this.room = room;
        this.left = room;
    }

    /// Another one was found.
    ///
    /// @throws Failure.Store if it is one too many
    public void take(String name) throws Failure.Store {
        objects++;
        left -= OBJECT_BYTES + 2L * name.length();
        if (left < 0) {
            throw new Failure.Store(
                    Failure.Store.Kind.DENIED,
                    "Too many objects to list [%s: %d and more, which take more than %d MiB of memory]"
                            .formatted(place, objects, room >> 20),
                    "Give the backups a BACKUP_PREFIX of their own, or this program more memory.",
                    null);
        }
    }
}
