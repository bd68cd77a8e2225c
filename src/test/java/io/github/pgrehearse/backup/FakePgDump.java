package io.github.pgrehearse.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A shell script in the place of `pg_dump`, for how no real one can be made to end. It claims the
/// newest minor version of the server's major, so that it is chosen.
final class FakePgDump {

    private FakePgDump() {}

    /// Writes the script into `directory`, which is to be the `PG_BIN_DIR`.
    static Path install(Path directory, String script, int major) throws IOException {
        Path program = Files.createDirectories(directory).resolve("pg_dump");
        Files.writeString(
                program,
                """
                #!/bin/sh
                if [ "$1" = --version ]; then
                    echo "pg_dump (PostgreSQL) %d.99"
                    exit 0
                fi
                %s
                """
                        .formatted(major, script));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }
}
