package io.github.pgrehearse.retention;

import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class PrunerDirectoryTest extends PrunerContract {

    @TempDir private Path temporary;

    @Override
    ObjectStore newStore() throws IOException {
        return new DirectoryStore(Files.createTempDirectory(temporary, "store"), new Traffic());
    }
}
