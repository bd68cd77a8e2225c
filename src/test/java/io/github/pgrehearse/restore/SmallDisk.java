package io.github.pgrehearse.restore;

import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/// A database on a file system that has little room beyond it.
///
/// Only root can mount one. As another user, it is a database whose server lets a sort write next
/// to nothing to the disk, which ends a restore in the same place of the server's code: the
/// extension of a file.
///
/// @param place the mounted directory, if there is one
/// @param words of the server when it is full
record SmallDisk(TestServer server, String database, Optional<Path> place, String words)
        implements AutoCloseable {

    /// Makes the directory, and the database in it.
    static SmallDisk mount(TestServer server, Path place) throws IOException, SQLException {
        Files.createDirectory(place);
        Object user = Files.getAttribute(Path.of("/proc/" + server.server().pid()), "unix:uid");
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=12m,mode=700,uid=" + user, "none", place);
        if (!mounted) {
            String database = server.createDatabase();
            RestoreScene.ask(
                    server,
                    "postgres",
                    "ALTER DATABASE %s SET temp_file_limit = 64".formatted(database));
            RestoreScene.ask(
                    server,
                    "postgres",
                    "ALTER DATABASE %s SET maintenance_work_mem = '1MB'".formatted(database));
            return new SmallDisk(server, database, Optional.empty(), "53400");
        }
        RestoreScene.ask(
                server, "postgres", "CREATE TABLESPACE small LOCATION '%s'".formatted(place));
        String database = server.createDatabaseWith("ENCODING 'UTF8' TABLESPACE small");
        return new SmallDisk(server, database, Optional.of(place), "No space left on device");
    }

    private static boolean run(Object... command) throws IOException {
        return new ProcessBuilder(Stream.of(command).map(Object::toString).toList())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }

    @Override
    public void close() throws IOException, SQLException {
        if (place.isPresent()) {
            RestoreScene.ask(server, "postgres", "DROP DATABASE " + database);
            RestoreScene.ask(server, "postgres", "DROP TABLESPACE small");
            run("umount", place.get());
        }
    }
}
