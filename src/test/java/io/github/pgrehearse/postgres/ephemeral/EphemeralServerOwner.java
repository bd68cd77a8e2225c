package io.github.pgrehearse.postgres.ephemeral;

import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A process of its own that has a server, and lives until its standard input ends.
final class EphemeralServerOwner {

    private EphemeralServerOwner() {}

    static void main(String[] arguments) throws IOException {
        ServerPrograms programs =
                new PgTools(List.of(Path.of(arguments[1])), List.of()).newestServer();
        try (EphemeralServer server =
                EphemeralServer.start(
                        programs, Path.of(arguments[0]), EphemeralServer.Options.defaults())) {
            System.out.println(server.pid() + " " + server.connectionUri("postgres").reveal());
            while (System.in.read() >= 0) {
                // until our parent closes it
            }
        }
    }
}
