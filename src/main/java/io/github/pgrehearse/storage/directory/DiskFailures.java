package io.github.pgrehearse.storage.directory;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The one place that turns what the system says about a disk into words for an operator.
final class DiskFailures {

    /// Less than this much room on a file system is none: what is left cannot take a block of a
    /// dump.
    private static final long NO_ROOM_BYTES = 128 * 1024;

    private DiskFailures() {}

    /// What went wrong at `path`: a [Failure.Store], or an [InterruptedIOException] if it was only
    /// that the thread was interrupted.
    static IOException explain(IOException problem, Path path) {
        return switch (problem) {
            case Failure failure -> failure;
            case ClosedByInterruptException _ -> interrupted(problem, path);
            case FileAlreadyExistsException _ -> exists(path, problem);
            case AccessDeniedException _ -> denied(path, problem);
            case NotDirectoryException e -> notDirectory(Path.of(e.getFile()), problem);
            case NoSuchFileException _ -> vanished(path, problem);
            default -> fromReason(problem, path, reason(problem));
        };
    }

    /// The same for what a stream of `java.nio.file` met, which cannot throw it as it is.
    static IOException explain(UncheckedIOException problem, Path path) {
        IOException met = problem.getCause();
        return explain(met == null ? new IOException(problem) : met, path);
    }

    /// The same for what went wrong while writing. The system's words come in the language of the
    /// locale, so a full disk is also told by looking.
    static IOException explainWrite(IOException problem, Path path) {
        IOException explained = explain(problem, path);
        return explained instanceof Failure.Store failure
                        && failure.kind() == Kind.TRANSIENT
                        && isFull(path)
                ? full(path, problem)
                : explained;
    }

    static Failure.Store missing(Path path, @Nullable IOException cause) {
        return new Failure.Store(
                Kind.MISSING,
                "No such object [" + path + "]",
                "List what the store holds; the object may have been pruned meanwhile.",
                cause);
    }

    static Failure.Store exists(Path path, @Nullable IOException cause) {
        return new Failure.Store(
                Kind.EXISTS,
                "Object exists already [" + path + "]",
                "Nothing was overwritten; find out what else writes to this store.",
                cause);
    }

    static Failure.Store notDirectory(Path path, @Nullable IOException cause) {
        return new Failure.Store(
                Kind.DENIED,
                "Cannot use store [" + path + ": not a directory]",
                "Point S3_ENDPOINT at a directory, or at a path where one can be created.",
                cause);
    }

    static Failure.Store link(Path folder) {
        return new Failure.Store(
                Kind.DENIED,
                "Cannot use store ["
                        + folder
                        + ": a symbolic link, which may lead out of the store]",
                "Point S3_ENDPOINT at the directory itself, or at a link to it: below that, links"
                        + " are not followed.",
                null);
    }

    static Failure.Store unnameable(String key, String reason, RuntimeException cause) {
        return new Failure.Store(
                Kind.DENIED,
                "Cannot use store [no file can be named " + key + ": " + reason + "]",
                "Run with a locale that knows these characters, such as LC_ALL=C.UTF-8.",
                new IOException(cause));
    }

    private static IOException interrupted(IOException problem, Path path) {
        InterruptedIOException interrupted = new InterruptedIOException("interrupted at " + path);
        interrupted.initCause(problem);
        return interrupted;
    }

    private static Failure.Store denied(Path path, IOException cause) {
        return new Failure.Store(
                Kind.DENIED,
                "Access Denied [" + path + "]",
                "Let the user that runs pgrehearse read and write there, and enter the folders above.",
                cause);
    }

    private static Failure.Store vanished(Path path, IOException cause) {
        return new Failure.Store(
                Kind.TRANSIENT,
                "Cannot use store [" + path + ": its folder vanished]",
                "Find out who removed it, and whether the volume is still mounted.",
                cause);
    }

    private static Failure.Store full(Path path, IOException cause) {
        return new Failure.Store(
                Kind.DENIED,
                "No space left on device [" + path + "]",
                "Free space on that file system, or keep fewer backups with a smaller"
                        + " BACKUP_RETENTION_DAYS.",
                cause);
    }

    /// Java has no types for these: the system's words are all there is.
    private static Failure.Store fromReason(IOException problem, Path path, String reason) {
        if (reason.contains("Read-only file system")) {
            return new Failure.Store(
                    Kind.DENIED,
                    "Access Denied [" + path + ": the file system is read-only]",
                    "Mount it writable, or point S3_ENDPOINT at a place that is.",
                    problem);
        }
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            return full(path, problem);
        }
        return new Failure.Store(
                Kind.TRANSIENT,
                "Cannot use store [" + path + ": " + reason + "]",
                "Look into the system's log for trouble with this disk or volume.",
                problem);
    }

    private static String reason(IOException problem) {
        if (problem instanceof FileSystemException e && e.getReason() != null) {
            return e.getReason();
        }
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    private static boolean isFull(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        try {
            return folder != null && Files.getFileStore(folder).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            return false;
        }
    }
}
