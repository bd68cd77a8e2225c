package io.github.pgrehearse.backup;

import io.github.pgrehearse.postgres.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Values many times as large as the heap of the program, which has 64 MB.
@ExtendWith(TestServer.Provided.class)
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackupMemoryIT {

    /// In the dump it is a line of 600 MB.
    @Test
    void aRowOfHundredsOfMegabytesPasses(TestServer server, @TempDir Path temporary)
            throws Exception {
        backUp(
                server,
                temporary,
                """
                CREATE TABLE large (value bytea);
                ALTER TABLE large ALTER value SET STORAGE EXTERNAL;
                INSERT INTO large SELECT convert_to(repeat('0123456789abcde\\', 18750000), 'UTF8');
                """);
    }

    @Test
    void aLargeObjectOfHundredsOfMegabytesPasses(TestServer server, @TempDir Path temporary)
            throws Exception {
        backUp(
                server,
                temporary,
                "SELECT lo_from_bytea(0, convert_to(repeat('0123456789abcdef', 18750000), 'UTF8'));");
    }

    private static void backUp(TestServer server, Path temporary, String filling) throws Exception {
        String database = server.createDatabase();
        server.runText(database, filling);
        try (BackupScene scene = new BackupScene(server.server(), database, temporary)) {
            scene.nextSucceeds();
        }
    }
}
