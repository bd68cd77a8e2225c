package io.github.pgrehearse.storage.directory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;

/// A file that is being written: hidden by its name, and held by a lock of the operating system for
/// as long as its writer lives. The system gives the lock up when the process ends, however it
/// ends; so a file whose lock can be had is one that nobody will finish.
///
/// A lock does not protect a process against itself: on POSIX systems, closing *any* channel of a
/// file drops every lock that the process holds on it. A sweep must therefore not so much as open a
/// file of its own process. The names tell: they carry a mark that each process draws anew, and not
/// its process id, which is 1 time after time in a container.
final class UnfinishedFile implements Closeable {

    private static final String PREFIX = ".pgrehearse-";
    private static final String SUFFIX = ".unfinished";
    private static final String PREFIX_OF_THIS_PROCESS = PREFIX + UUID.randomUUID() + "-";

    private final Path path;
    private final FileChannel channel;

    private UnfinishedFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Whether a file of this name is an unfinished one, of whatever process.
    static boolean isName(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    /// Creates an empty one in `folder`, which must exist, and locks it.
    static UnfinishedFile create(Path folder) throws IOException {
        while (true) {
            Path path = folder.resolve(PREFIX_OF_THIS_PROCESS + UUID.randomUUID() + SUFFIX);
            FileChannel channel =
                    FileChannel.open(
                            path,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            Permissions.ofFile(path));
            UnfinishedFile file = new UnfinishedFile(path, channel);
            if (file.holds()) {
                return file;
            }
            // Another process swept it in the moment before it was locked
            file.close();
        }
    }

    private boolean holds() throws IOException {
        try {
            return channel.tryLock() != null && Files.exists(path);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// Removes the file if its writer is dead, and says whether it did.
    static boolean sweep(Path path) throws IOException {
        if (path.getFileName().toString().startsWith(PREFIX_OF_THIS_PROCESS)
                || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock() != null && Files.deleteIfExists(path);
        } catch (NoSuchFileException | OverlappingFileLockException e) {
            // It was committed, or somebody else is sweeping it
            return false;
        } catch (AccessDeniedException e) {
            // It belongs to another user, who can sweep it
            return false;
        }
    }

    FileChannel channel() {
        return channel;
    }

    /// Makes the file appear as `target`, on the disk to stay, and lets go of it.
    ///
    /// If it fails, `target` is as it was, except that an interrupted machine may show the new
    /// file.
    ///
    /// @throws FileAlreadyExistsException if there is a `target`, which stays as it is
    void publish(Path target) throws IOException {
        channel.force(true);
        link(target);
        try {
            Files.deleteIfExists(path);
            Folders.force(Folders.of(target));
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private void link(Path target) throws IOException {
        try {
            // Unlike a rename, a link refuses to replace what is there
            Files.createLink(target, path);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            move(path, target);
        }
    }

    /// What is left where the file system has no hard links (FAT, some network file systems): to
    /// look and then rename. Should two writers of one key do so in the same instant, the later one
    /// wins; both objects are whole.
    static void move(Path path, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Removes the file, unless it was published, and gives its lock up; in this order, so that
    /// nobody can find it unlocked.
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        }
    }
}
