package io.github.pgrehearse.restore;

import io.github.pgrehearse.failure.Failure;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that has its name only once it is whole. Until then it lies beside, readable by its owner
/// alone; closing it unpublished removes it.
public final class OutputFile extends FilterOutputStream {

    private final Path target;
    private final Path unfinished;
    private boolean published;
    private boolean closed;

    private OutputFile(Path target, Path unfinished, OutputStream out) {
        super(out);
        this.target = target;
        this.unfinished = unfinished;
    }

    /// Begins one. The caller closes it.
    ///
    /// @param replace whether a file of this name may be replaced
    /// @throws Failure.Settings if there is one that may not
    public static OutputFile create(Path target, boolean replace) throws IOException {
        Path absolute = target.toAbsolutePath();
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)
                && !(replace && Files.isRegularFile(absolute, LinkOption.NOFOLLOW_LINKS))) {
            throw new Failure.Settings(
                    "File exists already [%s]".formatted(target),
                    "Name another one; --force replaces it if it is an ordinary file.");
        }
        try {
            Path folder = absolute.getParent() == null ? absolute : absolute.getParent();
            Path unfinished =
                    Files.createTempFile(folder, "." + absolute.getFileName() + "-", ".unfinished");
            return new OutputFile(absolute, unfinished, Files.newOutputStream(unfinished));
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
        try {
            out.write(piece, offset, length);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /// Gives the file its name.
    public void publish() throws IOException {
        try {
            out.close();
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure(target, e);
        }
        published = true;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            out.close();
            if (!published) {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    private static IOException failure(Path target, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return e;
        }
        String why =
                e instanceof FileSystemException system && system.getReason() != null
                        ? system.getReason()
                        : String.valueOf(e.getMessage());
        return new Failure.Store(
                Failure.Store.Kind.DENIED,
                "Cannot write the file [%s: %s]".formatted(target, why),
                "Name a place that exists, may be written, and has room.",
                e);
    }
}
