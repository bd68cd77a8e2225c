package io.github.pgrehearse.storage.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Folders that survive a power cut: a name is on the disk only once the folder that holds it is.
final class Folders {

    private Folders() {}

    /// The folder that holds `file`.
    static Path of(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /// Creates `folder` and what is missing above it.
    ///
    /// @throws NotDirectoryException if something that is no folder stands in the way
    static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = of(folder);
        create(parent);
        try {
            Files.createDirectory(folder, Permissions.ofDirectory(folder));
        } catch (FileAlreadyExistsException e) {
            // Another process may have been quicker
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        force(parent);
    }

    /// Writes the names in `folder` through to the disk.
    static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
