package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.Eventually;
import io.github.pgrehearse.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// An S3 server that others wrote, as a process of its own on the loopback interface. It takes the
/// bucket's name in the path, over HTTP and, with a certificate that nobody trusts, over HTTPS.
///
/// A test class says `@ExtendWith(S3Servers.Provided.class)` and takes an `S3Server` as a
/// parameter, [S3Servers] tells of which kind. Tests share a server, not buckets: each makes its
/// own, and leaves it there.
public final class S3Server implements AutoCloseable {

    static final String ACCESS_KEY_ID = "pgrehearse-test";
    static final Secret SECRET_ACCESS_KEY = new Secret("a/secret+of=tests");
    static final String READER_ACCESS_KEY_ID = "pgrehearse-test-reader";
    static final Secret READER_SECRET_ACCESS_KEY = new Secret("a/secret+of=readers");

    /// Where S3Proxy keeps buckets, a directory each.
    static final String OBJECTS = "objects";

    /// Which program it is. They differ in what they let pass, as providers do.
    public enum Kind {
        /// Checks signatures, checksums and conditions.
        S3PROXY(
                Pattern.compile("\\{HTTP/1\\.1, [^}]*}\\{127\\.0\\.0\\.1:(?<port>\\d+)}"),
                Pattern.compile("\\{SSL, [^}]*}\\{127\\.0\\.0\\.1:(?<port>\\d+)}")),
        /// Takes every key and every signature; completes a multipart upload over an object that
        /// exists, whatever `If-None-Match` says; and loses that object when the upload is aborted.
        S3MOCK(
                Pattern.compile("started on ports .*?(?<port>\\d+) \\(http\\)"),
                Pattern.compile("started on ports .*?(?<port>\\d+) \\(https\\)"));

        private final Pattern listening;
        private final Pattern listeningSecurely;

        Kind(Pattern listening, Pattern listeningSecurely) {
            this.listening = listening;
            this.listeningSecurely = listeningSecurely;
        }
    }

    private final Kind kind;
    private final Path directory;
    private final TestCertificate certificate;
    private final Process process;
    private final URI endpoint;
    private final URI secureEndpoint;
    private final S3Client client;
    private final AtomicInteger buckets = new AtomicInteger();

    private S3Server(
            Kind kind,
            Path directory,
            TestCertificate certificate,
            Process process,
            URI endpoint,
            URI secureEndpoint) {
        this.kind = kind;
        this.directory = directory;
        this.certificate = certificate;
        this.process = process;
        this.endpoint = endpoint;
        this.secureEndpoint = secureEndpoint;
        this.client = client(endpoint);
    }

    /// Starts one. The caller closes it.
    static S3Server start(Kind kind) throws Exception {
        S3Programs.requireJar(kind);
        Path directory = Files.createTempDirectory("pgrehearse-s3-");
        boolean started = false;
        try {
            S3Server server = start(kind, directory);
            started = true;
            return server;
        } finally {
            if (!started) {
                delete(directory);
            }
        }
    }

    private static S3Server start(Kind kind, Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.in(directory);
        Path log = directory.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(S3Programs.command(kind, directory, certificate))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        // Both take settings from there too
        builder.environment().clear();
        // Else files, as which S3Proxy keeps objects, cannot be named in every script
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        // For a run that is broken off; one that ends closes it
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            awaitPorts(kind, process, log);
        } catch (Exception | AssertionError e) {
            process.destroyForcibly().onExit().join();
            throw e;
        }
        return new S3Server(
                kind,
                directory,
                certificate,
                process,
                URI.create("http://127.0.0.1:" + port(kind.listening, log)),
                URI.create("https://127.0.0.1:" + port(kind.listeningSecurely, log)));
    }

    private static void awaitPorts(Kind kind, Process process, Path log) throws Exception {
        Eventually.asks(
                kind + " listens",
                () -> {
                    if (!process.isAlive()) {
                        throw new IOException(kind + " ended: " + Files.readString(log));
                    }
                    return port(kind.listening, log) > 0 && port(kind.listeningSecurely, log) > 0;
                });
    }

    public Kind kind() {
        return kind;
    }

    public URI endpoint() {
        return endpoint;
    }

    /// The same server over HTTPS, by the name that its certificate bears.
    public URI secureEndpoint() {
        return secureEndpoint;
    }

    /// The certificate of the secure endpoint, which signed itself, as a PEM file.
    public Path certificate() {
        return certificate.pem();
    }

    public String accessKeyId() {
        return ACCESS_KEY_ID;
    }

    public Secret secretAccessKey() {
        return SECRET_ACCESS_KEY;
    }

    /// The key of one that may read every bucket and write none. Only S3Proxy knows it; it answers
    /// its writes with `NotImplemented`.
    public String readerAccessKeyId() {
        return READER_ACCESS_KEY_ID;
    }

    public Secret readerSecretAccessKey() {
        return READER_SECRET_ACCESS_KEY;
    }

    /// Makes a bucket and returns its name.
    public String createBucket() {
        String name = "test-" + buckets.incrementAndGet();
        client.createBucket(request -> request.bucket(name));
        return name;
    }

    /// The bucket of this name, as a store is told of it.
    public S3Bucket bucket(String name) {
        return new S3Bucket(
                endpoint,
                name,
                "us-east-1",
                true,
                ACCESS_KEY_ID,
                SECRET_ACCESS_KEY,
                Optional.empty());
    }

    /// A plain client of the SDK that may do everything. It is closed with the server.
    public S3Client client() {
        return client;
    }

    /// The keys of the whole bucket, in order.
    public List<String> objects(String bucket) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    /// Makes empty objects in a folder of the bucket, thousands in a second: as the files as which
    /// S3Proxy keeps them. No other server can do this.
    public void fill(String bucket, String folder, List<String> names) throws IOException {
        Path place = directory.resolve(OBJECTS).resolve(bucket).resolve(folder);
        Files.createDirectories(place);
        for (String name : names) {
            Files.createFile(place.resolve(name));
        }
    }

    /// What the object holds.
    public byte[] content(String bucket, String key) {
        ResponseBytes<GetObjectResponse> answer =
                client.getObjectAsBytes(request -> request.bucket(bucket).key(key));
        return answer.asByteArray();
    }

    /// The keys of the uploads that are neither completed nor aborted.
    public List<String> multipartUploads(String bucket) {
        return client
                .listMultipartUploadsPaginator(request -> request.bucket(bucket))
                .uploads()
                .stream()
                .map(MultipartUpload::key)
                .toList();
    }

    @Override
    public void close() throws IOException {
        client.close();
        process.destroyForcibly().onExit().join();
        delete(directory);
    }

    @Override
    public String toString() {
        return kind + " at " + endpoint;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// Where the server said it listens, or 0 if it did not yet.
    private static int port(Pattern listening, Path log) throws IOException {
        Matcher matcher = listening.matcher(Files.readString(log));
        return matcher.find() ? Integer.parseInt(matcher.group("port")) : 0;
    }

    private static S3Client client(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        ACCESS_KEY_ID, SECRET_ACCESS_KEY.reveal())))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(settings ->
                        settings.pathStyleAccessEnabled(true).chunkedEncodingEnabled(false))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }
}
