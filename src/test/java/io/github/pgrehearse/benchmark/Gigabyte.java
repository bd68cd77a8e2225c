package io.github.pgrehearse.benchmark;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.IOException;
import java.nio.file.Path;

/// A database of 1 GB, on a server of its own.
record Gigabyte(EphemeralServer server) implements AutoCloseable {

    private static final String NAME = "gigabyte";

    /// Makes it, which takes a minute. The caller closes it.
    static Gigabyte make(PgTools tools, Path temporary, Directory work)
            throws IOException, InterruptedException {
        ServerPrograms programs = tools.newestServer();
        Gigabyte database =
                new Gigabyte(
                        EphemeralServer.start(
                                programs, temporary, EphemeralServer.Options.defaults()));
        try {
            database.server.createDatabase(NAME, "SELECT 'empty so far'");
            Path script = Path.of("target/test-classes/databases/onegigabyte.sql").toAbsolutePath();
            work.run(
                    database.shell(
                            database.program("psql") + " --no-psqlrc --quiet --file=" + script));
            return database;
        } catch (IOException | InterruptedException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// One of the programs that fit its server.
    String program(String name) {
        return server.programs().bin().resolve(name).toString();
    }

    /// A command to be run with this database as libpq's default.
    ProcessBuilder shell(String command) {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
        builder.environment().put("PGHOST", server.host());
        builder.environment().put("PGPORT", Integer.toString(server.port()));
        builder.environment().put("PGUSER", server.user());
        builder.environment().put("PGPASSWORD", server.password().reveal());
        builder.environment().put("PGDATABASE", NAME);
        return builder;
    }

    /// pgrehearse with one word, for this database and a store in `work`.
    ProcessBuilder pgrehearse(String word, Directory work) {
        Path root = Path.of("").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(root.resolve("pgrehearse").toString(), word);
        Secret uri = server.connectionUri(NAME);
        builder.environment().put("DATABASE_URL", uri.reveal());
        builder.environment().put("S3_ENDPOINT", "file://" + work.path().resolve("store"));
        builder.environment().put("PGREHEARSE_APP", root.resolve("target").toString());
        return builder;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
