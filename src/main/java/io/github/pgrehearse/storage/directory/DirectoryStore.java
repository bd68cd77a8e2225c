package io.github.pgrehearse.storage.directory;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ListingRoom;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A store in a directory: an object is the file whose path below the root is its key.
///
/// An object is written to a hidden file beside its final place and gets its name only when it is
/// whole and on the disk. The mode of the files and folders is what the process's umask leaves.
/// Files that are no objects (folders, sockets, symbolic links, files whose name is no key) are
/// neither shown nor touched: who can write to the store must not have us read a file beside it.
/// The root itself may be a link. A missing root is an empty store, and comes into being with the
/// first object.
public final class DirectoryStore implements ObjectStore {

    private final Path root;
    private final Traffic traffic;

    /// @param traffic counts the bytes that are written and read
    public DirectoryStore(Path root, Traffic traffic) {
        this.root = root.toAbsolutePath().normalize();
        this.traffic = traffic;
    }

    @Override
    public void probe() throws IOException {
        files("");
    }

    @Override
    public ObjectWriter create(ObjectKey key, long sizeHint) throws IOException {
        Path target = path(key);
        Path folder = Folders.of(target);
        try {
            Folders.create(folder);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw DiskFailures.exists(target, null);
            }
            return new DirectoryWriter(UnfinishedFile.create(folder), target, traffic);
        } catch (IOException e) {
            throw DiskFailures.explainWrite(e, target);
        }
    }

    @Override
    public InputStream open(ObjectKey key) throws IOException {
        Path path = path(key);
        if (attributes(path).isEmpty()) {
            throw DiskFailures.missing(path, null);
        }
        try {
            return new DiskInputStream(
                    Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), path, traffic);
        } catch (NoSuchFileException e) {
            throw DiskFailures.missing(path, e);
        } catch (IOException e) {
            throw DiskFailures.explain(e, path);
        }
    }

    @Override
    public Optional<StoredObject> head(ObjectKey key) throws IOException {
        return attributes(path(key)).map(found -> object(key, found));
    }

    @Override
    public List<StoredObject> list(String folder) throws IOException {
        List<StoredObject> objects = new ArrayList<>();
        for (Path file : files(folder)) {
            Optional<ObjectKey> key = key(folder, file);
            if (key.isPresent()) {
                attributes(file).map(found -> object(key.get(), found)).ifPresent(objects::add);
            }
        }
        objects.sort(Comparator.comparing(StoredObject::key));
        return List.copyOf(objects);
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        Path path = path(key);
        if (attributes(path).isEmpty()) {
            return;
        }
        try {
            Files.deleteIfExists(path);
            // Deletions must reach the disk in the order in which they were asked for
            Folders.force(Folders.of(path));
        } catch (IOException e) {
            throw DiskFailures.explain(e, path);
        }
    }

    @Override
    public int sweep(String folder, Predicate<ObjectKey> dead) throws IOException {
        int swept = 0;
        for (Path file : files(folder)) {
            if (UnfinishedFile.isName(file.getFileName().toString())) {
                try {
                    swept += UnfinishedFile.sweep(file) ? 1 : 0;
                } catch (IOException e) {
                    throw DiskFailures.explain(e, file);
                }
            }
        }
        return swept;
    }

    @Override
    public String toString() {
        String uri = root.toUri().toString();
        // An existing directory has a slash at its end, a missing one has not
        return uri.length() > "file:///".length() && uri.endsWith("/")
                ? uri.substring(0, uri.length() - 1)
                : uri;
    }

    private Path path(ObjectKey key) throws Failure.Store {
        requireRoot();
        try {
            Path path = root.resolve(key.value());
            if (UnfinishedFile.isName(path.getFileName().toString())) {
                throw new IllegalArgumentException("reserved for unfinished objects: " + key);
            }
            requireNoLink(Folders.of(path));
            return path;
        } catch (InvalidPathException e) {
            throw DiskFailures.unnameable(key.value(), e.getReason(), e);
        }
    }

    /// A file in the place of the root would otherwise look like an empty store.
    private void requireRoot() throws Failure.Store {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw DiskFailures.notDirectory(root, null);
        }
    }

    private List<Path> files(String folder) throws IOException {
        Path path = folder.isEmpty() ? root : path(new ObjectKey(folder));
        requireRoot();
        requireNoLink(path);
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(path)) {
            ListingRoom room = new ListingRoom(path.toString());
            for (Path entry : (Iterable<Path>) entries::iterator) {
                room.take(entry.toString());
                files.add(entry);
            }
        } catch (UncheckedIOException e) {
            throw DiskFailures.explain(e, path);
        } catch (Failure.Store tooMany) {
            throw tooMany;
        } catch (IOException e) {
            if (!isAbsent(path, e) && !Files.isRegularFile(path)) {
                throw DiskFailures.explain(e, path);
            }
        }
        return files;
    }

    /// The key of a file that was found, or nothing if no key can name it.
    private static Optional<ObjectKey> key(String folder, Path file) {
        String name = file.getFileName().toString();
        if (UnfinishedFile.isName(name)) {
            return Optional.empty();
        }
        try {
            // A name whose bytes are no text in this locale does not lead back to its file
            return file.resolveSibling(name).equals(file)
                    ? Optional.of(new ObjectKey(folder.isEmpty() ? name : folder + "/" + name))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static StoredObject object(ObjectKey key, BasicFileAttributes file) {
        return new StoredObject(key, file.size(), file.lastModifiedTime().toInstant());
    }

    /// The attributes of a regular file, or nothing if there is none.
    private Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(
                            Files.readAttributes(
                                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (IOException e) {
            if (isAbsent(path, e)) {
                return Optional.empty();
            }
            throw DiskFailures.explain(e, path);
        }
    }

    /// A folder below the root that is a symbolic link would lead out of the store.
    private void requireNoLink(Path folder) throws Failure.Store {
        if (folder.equals(root) || !folder.startsWith(root)) {
            return;
        }
        if (Files.isSymbolicLink(folder)) {
            throw DiskFailures.link(folder);
        }
        requireNoLink(Folders.of(folder));
    }

    private boolean isAbsent(Path path, IOException problem) {
        return problem instanceof NoSuchFileException || isBelowFile(path);
    }

    private boolean isBelowFile(Path path) {
        Path parent = path.getParent();
        return !path.equals(root)
                && parent != null
                && (Files.isRegularFile(parent) || isBelowFile(parent));
    }
}
