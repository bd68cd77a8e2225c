package io.github.pgrehearse.command;

import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pgrehearse demo`.
@Command(
        name = "demo",
        header =
                "Shows a backup and its proof from beginning to end, with nothing but PostgreSQL's own programs.",
        description = {
            "Starts a throw-away server with a sample database, backs it up into a directory,"
                    + " proves the backup by restoring it, and shows that damage to what was restored"
                    + " would be noticed. Nothing stays behind unless you name a place with --keep."
        })
final class DemoCommand implements Callable<Integer> {

    private static final String DATABASE = "shop";

    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("backup"),
                    List.of("drill"),
                    List.of("drill", "--negative-control"),
                    List.of("list"));

    private final Surroundings surroundings;
    private final Runner runner;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Keep the backups in this directory.")
    private Optional<Path> keep = Optional.empty();

    /// Runs one of the commands as a user would.
    interface Runner {
        int run(Surroundings surroundings, String... arguments);
    }

    DemoCommand(Surroundings surroundings, Runner runner) {
        this.surroundings = surroundings;
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException {
        PgTools tools = new Wiring(surroundings).tools();
        say("Starting a throw-away PostgreSQL server and filling a sample database ...");
        Path store = place();
        try (EphemeralServer server =
                EphemeralServer.start(
                        tools.newestServer(),
                        surroundings.temporary(),
                        EphemeralServer.Options.defaults())) {
            server.createDatabase(DATABASE, sampleSql());
            Surroundings inDemo = surroundings.with(settings(server, store));
            int status = 0;
            for (List<String> command : COMMANDS) {
                say("\n$ pgrehearse " + String.join(" ", command));
                status = Math.max(status, runner.run(inDemo, command.toArray(String[]::new)));
            }
            say(
                    keep.map(path ->
                                    "\nThe backup is in "
                                            + path
                                            + ": gunzip it and give it to psql.")
                            .orElse(
                                    "\nThat was the demo; server, database and backup are gone again."));
            return status;
        } finally {
            if (keep.isEmpty()) {
                remove(store);
            }
        }
    }

    private Path place() throws IOException {
        return keep.isPresent()
                ? keep.get().toAbsolutePath().normalize()
                : Files.createTempDirectory(surroundings.temporary(), "pgrehearse-demo-");
    }

    /// What a user would have set, and nothing that is set here.
    private Map<String, String> settings(EphemeralServer server, Path store) {
        Map<String, String> settings = new HashMap<>(surroundings.environment());
        settings.keySet().retainAll(List.of("PATH", "HOME", "PG_BIN_DIR"));
        settings.put("DATABASE_URL", server.connectionUri(DATABASE).reveal());
        settings.put("S3_ENDPOINT", "file://" + store);
        return settings;
    }

    private void say(String line) {
        surroundings.out().println(line);
    }

    private static String sampleSql() throws IOException {
        try (InputStream sql = DemoCommand.class.getResourceAsStream("demo.sql")) {
            if (sql == null) {
                throw new IllegalStateException("demo.sql is not in this build");
            }
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
