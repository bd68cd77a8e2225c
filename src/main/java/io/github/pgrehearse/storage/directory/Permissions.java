package io.github.pgrehearse.storage.directory;

import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Who may read a backup in a directory: its owner and the owner's group, less what the umask
/// takes. It holds all that the database holds.
final class Permissions {

    private Permissions() {}

    /// Of a file: `rw-r-----`. None where the system has no such permissions.
    static FileAttribute<?>[] ofFile(Path place) {
        return of(place, "rw-r-----");
    }

    /// Of a directory: `rwxr-x---`. None where the system has no such permissions.
    static FileAttribute<?>[] ofDirectory(Path place) {
        return of(place, "rwxr-x---");
    }

    private static FileAttribute<?>[] of(Path place, String permissions) {
        boolean known = place.getFileSystem().supportedFileAttributeViews().contains("posix");
        return known
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
