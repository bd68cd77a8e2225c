package io.github.pgrehearse.backup;

import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Servers of all majors, backed up to a directory.
final class VersionMatrixIT extends VersionMatrixContract {

    @TempDir private Path directory;

    @Override
    ObjectStore newStore() throws IOException {
        return new DirectoryStore(Files.createTempDirectory(directory, "store"), new Traffic());
    }
}
