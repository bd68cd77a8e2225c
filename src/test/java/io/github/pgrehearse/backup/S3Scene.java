package io.github.pgrehearse.backup;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Bucket;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Store;
import io.github.pgrehearse.stream.Compression;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.MeteredOutputStream;
import io.github.pgrehearse.wire.FaultProxy;
import io.github.pgrehearse.wire.HttpFaultProxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.sync.RequestBody;

/// What a test of backups to a bucket plays in: a database, a bucket, a line to it that can break,
/// and the questions that are asked behind the line's back.
final class S3Scene implements AutoCloseable {

    /// For stores that answer: long enough for a machine that has much else to do.
    static final Patience CALM = patience(Duration.ofSeconds(15));

    /// For stores that do not, so that a sweep comes to an end.
    static final Patience HASTY = patience(Duration.ofMillis(1200));

    private static final Duration LONG = Duration.ofMinutes(5);

    private static final Pattern FAILURE = Pattern.compile("(?s)[^\\[]+ \\[.+]");

    private final ConnectionUri database;
    private final FaultProxy source;
    private final S3Server server;
    private final String bucket;
    private final HttpFaultProxy line;
    private final S3Store direct;

    /// How a backup ended: with a manifest or a problem.
    record Outcome(Optional<Manifest> manifest, Optional<Throwable> problem, List<String> log) {}

    S3Scene(TestServer postgres, String database, S3Server server) throws IOException {
        this.source = FaultProxy.to(postgres.server().port());
        this.database =
                ConnectionUri.parse(
                        BackupScene.url(postgres.server(), source.port(), database), Map.of());
        this.server = server;
        this.bucket = server.createBucket();
        this.line = HttpFaultProxy.to(server.endpoint());
        this.direct = new S3Store(bucket(server.endpoint()), Patience.LONG, new Traffic());
    }

    private static Patience patience(Duration silence) {
        return new Patience(
                3,
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                silence,
                silence.multipliedBy(2));
    }

    /// A database whose dump takes three parts.
    static String fill(TestServer server) throws IOException {
        String database = server.createDatabase();
        server.runText(
                database,
                """
                CREATE TABLE filling AS
                SELECT i, repeat(md5(i::text), 8) AS text FROM generate_series(1, 66000) AS i;
                """);
        return database;
    }

    private S3Bucket bucket(URI endpoint) {
        return new S3Bucket(
                endpoint,
                bucket,
                "us-east-1",
                true,
                server.accessKeyId(),
                server.secretAccessKey(),
                Optional.empty());
    }

    /// The line to the database, over which every backup goes.
    FaultProxy source() {
        return source;
    }

    /// The line to the bucket.
    HttpFaultProxy line() {
        return line;
    }

    /// Backs up over the line.
    Outcome backUp(String prefix, Patience patience) throws IOException {
        try (S3Store store = new S3Store(bucket(line.endpoint()), patience, new Traffic())) {
            return backUp(store, prefix, LONG);
        }
    }

    /// Backs up past the line.
    Outcome backUpDirectly(String prefix) {
        return backUpDirectly(prefix, LONG);
    }

    /// The same, in so much time.
    Outcome backUpDirectly(String prefix, Duration timeout) {
        return backUp(direct, prefix, timeout);
    }

    private Outcome backUp(S3Store store, String prefix, Duration timeout) {
        Console nowhere = new Console(new PrintStream(OutputStream.nullOutputStream()), false);
        RecordingLog log = new RecordingLog();
        Backup backup =
                new Backup(
                        new BackupPlan(
                                Compression.NONE, 1, 2, List.of(), true, timeout, "3600s", "test"),
                        BackupTrial.programs(),
                        store,
                        new Catalog(store, prefix),
                        nowhere,
                        Clock.systemUTC(),
                        log);
        try {
            return new Outcome(Optional.of(backup.run(database)), Optional.empty(), log.lines());
        } catch (IOException | RuntimeException e) {
            return new Outcome(Optional.empty(), Optional.of(e), log.lines());
        }
    }

    /// Leaves what a run leaves that was killed just before it published, and a second one that was
    /// killed in the middle of its dump.
    void leaveHalfBackups(String prefix, Owner owner) throws IOException {
        Catalog catalog = catalog(prefix);
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        ObjectKey dump = catalog.dumpKey(catalog.begin(hourAgo, owner), ".sql");
        server.client()
                .putObject(
                        put -> put.bucket(bucket).key(dump.value()),
                        RequestBody.fromString("-- not whole"));
        ObjectKey half = catalog.dumpKey(catalog.begin(hourAgo, owner), ".sql");
        server.client().createMultipartUpload(begin -> begin.bucket(bucket).key(half.value()));
    }

    /// What is there, asked past the line.
    Catalog catalog(String prefix) {
        return new Catalog(direct, prefix);
    }

    /// What makes a listed backup none: nothing, if it is whole.
    List<String> defects(Catalog catalog, CatalogEntry entry) throws IOException {
        if (entry.state() != CatalogEntry.State.WHOLE) {
            return List.of("%s is %s".formatted(entry.name(), entry.state()));
        }
        Manifest.Dump dump = catalog.manifest(entry.name()).dump();
        MeteredOutputStream stored = new MeteredOutputStream(OutputStream.nullOutputStream());
        try (InputStream in = direct.open(dump.key())) {
            in.transferTo(stored);
        }
        Measure measure = stored.measure();
        boolean whole =
                measure.equals(new Measure(dump.size(), dump.sha256()))
                        && measure.equals(
                                new Measure(dump.uncompressedSize(), dump.uncompressedSha256()));
        return whole ? List.of() : List.of("%s is not what its manifest says".formatted(dump));
    }

    /// The keys of uploads under the prefix that were neither completed nor aborted.
    List<String> uploads(String prefix) {
        return server.multipartUploads(bucket).stream()
                .filter(key -> key.startsWith(prefix + "/"))
                .toList();
    }

    List<String> objects(String prefix) {
        return server.objects(bucket).stream().filter(key -> key.startsWith(prefix + "/")).toList();
    }

    /// Whether the problem is one that an operator is told of: what, why, and what to do.
    static boolean isTold(Throwable problem) {
        return problem instanceof Failure failure
                && FAILURE.matcher(failure.getMessage()).matches()
                && failure.hint().matches("[A-Z].*\\.");
    }

    /// Makes room for the next trial.
    void clear(String prefix) {
        for (String key : objects(prefix)) {
            server.client().deleteObject(delete -> delete.bucket(bucket).key(key));
        }
    }

    @Override
    public void close() throws IOException {
        direct.close();
        line.close();
        source.close();
    }
}
