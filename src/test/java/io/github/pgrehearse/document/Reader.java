package io.github.pgrehearse.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.storage.s3.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Somebody who follows a document to the letter, with a database, a bucket and directories of
/// their own in the places of those that it speaks of.
final class Reader implements AutoCloseable {

    private static final Pattern BACKUP = Pattern.compile("backup_\\d{8}_\\d{6}");
    private static final Pattern SERVICE = Pattern.compile("\\bpgrehearse serve\\b");
    private static final Pattern ASKS_SERVICE = Pattern.compile("127\\.0\\.0\\.1:(8080|9090)/");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Path directory;
    private final DocumentShell shell;
    private final Map<String, String> substitutions;
    private Optional<DocumentShell.Running> service = Optional.empty();

    Reader(EphemeralServer server, S3Server s3, Path directory) throws IOException {
        this.directory = directory;
        this.substitutions = substitutions(server, s3, directory);
        this.shell =
                new DocumentShell(
                        directory,
                        Map.of(
                                "PGHOST",
                                server.host(),
                                "PGPORT",
                                "" + server.port(),
                                "PGUSER",
                                server.user(),
                                "PGPASSWORD",
                                server.password().reveal()));
    }

    /// What stands here for what the documents name. Earlier ones come first.
    private static Map<String, String> substitutions(
            EphemeralServer server, S3Server s3, Path directory) {
        String address = server.host() + ":" + server.port();
        Map<String, String> words = new LinkedHashMap<>();
        words.put("postgres:secret@", "postgres:" + server.password().reveal() + "@");
        words.put("postgres:...@", "postgres:" + server.password().reveal() + "@");
        words.put("127.0.0.1:5432", address);
        words.put("@new-server:5432/app", "@" + address + "/app_on_new_server");
        words.put("@server:5432", "@" + address);
        words.put("/var/backups/pg", directory.resolve("backups").toString());
        words.put("/tmp/shop", directory.resolve("shop").toString());
        words.put("https://s3.eu-central-1.amazonaws.com", s3.endpoint().toString());
        words.put("my-postgres-backups", s3.createBucket());
        words.put("AKIAIOSFODNN7EXAMPLE", s3.accessKeyId());
        words.put(
                "S3_SECRET_ACCESS_KEY=...",
                "S3_SECRET_ACCESS_KEY=" + s3.secretAccessKey().reveal());
        // Where nobody listens
        words.put("https://hooks.slack.com", "http://127.0.0.1:1");
        words.put("https://hc-ping.com", "http://127.0.0.1:1");
        return words;
    }

    /// Does what no document says in so many words.
    void prepare(String command) throws IOException, InterruptedException {
        String mine = mine(command);
        DocumentShell.Ended ended = shell.run(mine);
        assertThat(ended.status()).as("%s%n%s", mine, ended.output()).isZero();
    }

    /// Does what a document says, and fails the test where the answer is not what it shows.
    ///
    /// @param compared whether what it shows is meant to come here
    void follow(DocumentCommand told, boolean compared) throws Exception {
        ShownOutput shown =
                new ShownOutput(
                        compared ? told.output().stream().map(this::mine).toList() : List.of());
        if (SERVICE.matcher(told.command()).find()) {
            serve(mine(told.command()));
            require(told, shown.andMore(), true, () -> new DocumentShell.Ended(0, service()));
        } else if (ASKS_SERVICE.matcher(told.command()).find()) {
            serve("pgrehearse serve");
            require(told, shown, true, () -> shell.run(mine(told.command())));
        } else {
            require(told, shown, false, () -> shell.run(mine(told.command())));
        }
    }

    /// @param patient whether to ask again: what is shown comes in the end
    private void require(
            DocumentCommand told,
            ShownOutput shown,
            boolean patient,
            Callable<DocumentShell.Ended> question)
            throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        DocumentShell.Ended answer = question.call();
        while (!isAsShown(answer, shown)) {
            if (!patient || System.nanoTime() > deadline) {
                throw new AssertionError(difference(told, answer, shown) + service());
            }
            Thread.sleep(PAUSE);
            answer = question.call();
        }
    }

    private static boolean isAsShown(DocumentShell.Ended ended, ShownOutput shown) {
        return ended.status() == 0 && (shown.isSilent() || shown.isShownOf(ended.output()));
    }

    private static String difference(
            DocumentCommand told, DocumentShell.Ended ended, ShownOutput shown) {
        return "%s%nended with %d and wrote%n%s%nbut is shown to write%n%s%n"
                .formatted(
                        told,
                        ended.status(),
                        ShownOutput.normal(ended.output()),
                        ShownOutput.normal(String.join("\n", shown.lines())));
    }

    /// Starts the service, if it does not run, where there is room for it.
    private void serve(String command) throws IOException {
        if (service.isEmpty()) {
            int port = freePort();
            int metricsPort = freePort();
            substitutions.put("127.0.0.1:8080", "127.0.0.1:" + port);
            substitutions.put("127.0.0.1:9090", "127.0.0.1:" + metricsPort);
            service =
                    Optional.of(
                            shell.start(
                                    "PORT=%d METRICS_PORT=%d %s"
                                            .formatted(port, metricsPort, command)));
        }
    }

    /// What the service has written.
    private String service() throws IOException {
        return service.isPresent() ? service.get().written() : "";
    }

    /// The same text with what is here in the places of what documents name.
    private String mine(String text) {
        String mine = text;
        for (Map.Entry<String, String> word : substitutions.entrySet()) {
            mine = mine.replace(word.getKey(), word.getValue());
        }
        return BACKUP.matcher(mine).replaceAll(_ -> newestBackup());
    }

    private String newestBackup() {
        Path folder = directory.resolve("backups").resolve("postgres-backups");
        if (!Files.isDirectory(folder)) {
            return "backup_00000000_000000";
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString().split("\\.", 2)[0])
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        shell.close();
    }
}
