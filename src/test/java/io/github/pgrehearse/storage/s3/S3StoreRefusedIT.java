package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator is told when the bucket is not what the settings say: whatever the store was
/// asked for, it must be the cause, and the next action must follow from it.
@ExtendWith(S3Servers.Provided.class)
final class S3StoreRefusedIT {

    private static final ObjectKey KEY = new ObjectKey("folder/name");
    private static final String DELETION = "a deletion";
    private static final int MORE_THAN_A_PART = (8 << 20) + 1;

    private static final Patience LITTLE =
            new Patience(
                    2,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20));

    @TempDir private Path temporary;

    @Test
    void aKeyThatTheStoreDoesNotKnowIsToldAsThat(S3Server server) throws IOException {
        S3Bucket bucket = server.bucket(server.createBucket());
        S3Bucket stranger = with(bucket, "stranger", bucket.secretAccessKey());

        everyRequestIsRefused(
                stranger, Kind.DENIED, "Access Denied [", "InvalidAccessKeyId", "S3_ACCESS_KEY_ID");
    }

    @Test
    void aSecretThatDoesNotBelongToTheKeyIsToldAsThat(S3Server server) throws IOException {
        S3Bucket bucket = server.bucket(server.createBucket());
        S3Bucket wrong = with(bucket, bucket.accessKeyId(), new Secret("wrong"));

        everyRequestIsRefused(
                wrong,
                Kind.DENIED,
                "Access Denied [",
                "SignatureDoesNotMatch",
                "S3_SECRET_ACCESS_KEY");
    }

    @Test
    void aMissingBucketIsToldAsThat(S3Server server) throws IOException {
        try (S3Store store = new S3Store(server.bucket("missing"), LITTLE, new Traffic())) {
            Map<String, ThrowingCallable> requests = requests(store);
            requests.remove(DELETION); // S3Proxy says that it is done

            allAreRefused(
                    requests,
                    Kind.DENIED,
                    server.endpoint() + "/missing",
                    "NoSuchBucket",
                    "S3_BUCKET");
        }
    }

    @Test
    void aKeyThatMayOnlyReadReadsAndIsToldSoWhenItWrites(S3Server server) throws IOException {
        S3Bucket bucket = server.bucket(server.createBucket());
        try (S3Store store = new S3Store(bucket, LITTLE, new Traffic())) {
            put(store, 10);
        }
        S3Bucket reader = with(bucket, server.readerAccessKeyId(), server.readerSecretAccessKey());

        try (S3Store store = new S3Store(reader, LITTLE, new Traffic())) {
            store.probe();
            assertThat(store.list("folder")).hasSize(1);
            assertThat(store.open(KEY).readAllBytes()).hasSize(10);
            ObjectKey other = new ObjectKey("folder/other");
            for (int size : List.of(10, MORE_THAN_A_PART)) {
                assertRefused(
                        () -> store.put(other, new byte[size]),
                        Kind.DENIED,
                        "S3 upload failed [folder/other: 501 NotImplemented]",
                        "",
                        "does not know this kind of request");
            }
            assertRefused(
                    () -> store.delete(KEY),
                    Kind.DENIED,
                    "Failed to delete from S3 [folder/name: 501 NotImplemented]",
                    "",
                    "does not know this kind of request");
        }
        assertThat(server.objects(bucket.name())).containsExactly("folder/name");
    }

    @Test
    void aStoreThatIsDownIsToldAsThat(S3Server server) throws IOException {
        S3Bucket down = at(server, URI.create("http://127.0.0.1:" + closedPort()));

        everyRequestIsRefused(
                down, Kind.TRANSIENT, down.endpoint().toString(), "connection refused", "running");
    }

    @Test
    void aHostThatNoNameServerKnowsIsToldAsThat(S3Server server) throws IOException {
        S3Bucket unknown = at(server, URI.create("http://pgrehearse-test.invalid"));

        everyRequestIsRefused(
                unknown,
                Kind.TRANSIENT,
                "http://pgrehearse-test.invalid",
                "unknown host",
                "S3_ENDPOINT");
    }

    @Test
    void aCertificateThatNobodyTrustsIsToldAsThat(S3Server server) throws IOException {
        S3Bucket untrusted = at(server, server.secureEndpoint());

        everyRequestIsRefused(
                untrusted,
                Kind.DENIED,
                server.secureEndpoint().toString(),
                "certificate is not trusted",
                "S3_CA_FILE");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, MORE_THAN_A_PART})
    void aCertificateThatTheOperatorTrustsIsTrusted(int size, S3Server server) throws IOException {
        S3Bucket bucket = server.bucket(server.createBucket());

        try (S3Store store =
                new S3Store(
                        trusting(at(bucket, server.secureEndpoint()), server.certificate()),
                        LITTLE,
                        new Traffic())) {
            put(store, size);
            assertThat(store.list("folder")).hasSize(1);
            assertThat(store.open(KEY).readAllBytes()).hasSize(size);
        }
        assertThat(server.content(bucket.name(), "folder/name")).hasSize(size);
    }

    @Test
    void aCertificateOfAnotherHostIsToldAsThat(S3Server server) throws IOException {
        URI otherName = URI.create("https://localhost:" + server.secureEndpoint().getPort());
        S3Bucket other = trusting(at(server, otherName), server.certificate());

        everyRequestIsRefused(
                other, Kind.DENIED, otherName.toString(), "for another host", "certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nhello"})
    void aFileWithoutCertificatesIsRefusedAtOnce(String content, S3Server server)
            throws IOException {
        Path file = Files.writeString(temporary.resolve("ca.pem"), content);

        assertThatExceptionOfType(Failure.Settings.class)
                .isThrownBy(() ->
                        new S3Store(trusting(server.bucket("any"), file), LITTLE, new Traffic()))
                .withMessageContaining("S3_CA_FILE");
    }

    @Test
    void tlsSpokenToAPortWithoutItIsToldAsThat(S3Server server) throws IOException {
        S3Bucket wrong = at(server, URI.create("https://127.0.0.1:" + server.endpoint().getPort()));

        everyRequestIsRefused(
                wrong, Kind.DENIED, wrong.endpoint().toString(), "does not speak TLS", "http://");
    }

    @Test
    void plainHttpSpokenToAPortWithTlsIsToldAsThat(S3Server server) throws IOException {
        S3Bucket wrong =
                at(server, URI.create("http://127.0.0.1:" + server.secureEndpoint().getPort()));

        everyRequestIsRefused(
                wrong, Kind.TRANSIENT, wrong.endpoint().toString(), "broke off", "https://");
    }

    /// A provider's console, a proxy's page, a company's portal.
    @ParameterizedTest
    @CsvSource({
        "200, <html><body>Welcome</body></html>",
        "200, ''",
        "404, <html><body>Not found</body></html>",
        "403, <html><body>Forbidden</body></html>",
        "405, <html><body>Method not allowed</body></html>",
        "302, ''"
    })
    void aWebServerIsNoStore(int status, String page) throws IOException {
        HttpServer web = HttpServer.create(loopback(), 0);
        web.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    byte[] body = page.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                    exchange.getResponseHeaders().set("Location", "/login");
                    boolean head = exchange.getRequestMethod().equals("HEAD");
                    exchange.sendResponseHeaders(status, head ? -1 : body.length);
                    if (!head) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
        web.start();
        try {
            URI place = URI.create("http://127.0.0.1:" + web.getAddress().getPort());
            try (S3Store store = new S3Store(bucketAt(place), LITTLE, new Traffic())) {
                Map<String, ThrowingCallable> requests = requests(store);
                requests.remove(DELETION); // what is not found is deleted already
                requests.forEach((name, request) ->
                        assertThatExceptionOfType(Failure.Store.class)
                                .as(name)
                                .isThrownBy(request));
            }
        } finally {
            web.stop(0);
        }
    }

    /// Asks for everything that a store is asked for.
    private static void everyRequestIsRefused(
            S3Bucket bucket, Kind kind, String words, String particulars, String hint)
            throws IOException {
        try (S3Store store = new S3Store(bucket, LITTLE, new Traffic())) {
            allAreRefused(requests(store), kind, words, particulars, hint);
        }
    }

    private static void allAreRefused(
            Map<String, ThrowingCallable> requests,
            Kind kind,
            String words,
            String particulars,
            String hint) {
        List<String> wrong = new ArrayList<>();
        requests.forEach((name, request) -> {
            try {
                assertRefused(request, kind, words, particulars, hint);
            } catch (AssertionError e) {
                wrong.add(name + ": " + e.getMessage());
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static Map<String, ThrowingCallable> requests(S3Store store) {
        Map<String, ThrowingCallable> requests = new LinkedHashMap<>();
        requests.put("probe", store::probe);
        requests.put("a small object", () -> put(store, 10));
        requests.put("a large object", () -> put(store, MORE_THAN_A_PART));
        requests.put("a list", () -> store.list("folder"));
        requests.put("an object", () -> store.open(KEY).readAllBytes());
        requests.put(DELETION, () -> store.delete(KEY));
        requests.put("a sweep", () -> store.sweep("folder", _ -> true));
        return requests;
    }

    private static void assertRefused(
            ThrowingCallable request, Kind kind, String words, String particulars, String hint) {
        assertThatExceptionOfType(Failure.Store.class)
                .isThrownBy(request)
                .withMessageContaining(words)
                .withMessageContaining(particulars)
                .satisfies(failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.hint()).contains(hint);
                });
    }

    private static void put(S3Store store, int size) throws IOException {
        store.put(KEY, new byte[size]);
    }

    private static S3Bucket with(S3Bucket bucket, String accessKeyId, Secret secretAccessKey) {
        return new S3Bucket(
                bucket.endpoint(),
                bucket.name(),
                bucket.region(),
                bucket.pathStyle(),
                accessKeyId,
                secretAccessKey,
                bucket.authorities());
    }

    private static S3Bucket at(S3Server server, URI endpoint) {
        return at(server.bucket("any"), endpoint);
    }

    private static S3Bucket at(S3Bucket bucket, URI endpoint) {
        return new S3Bucket(
                endpoint,
                bucket.name(),
                bucket.region(),
                bucket.pathStyle(),
                bucket.accessKeyId(),
                bucket.secretAccessKey(),
                bucket.authorities());
    }

    private static S3Bucket trusting(S3Bucket bucket, Path authorities) {
        return new S3Bucket(
                bucket.endpoint(),
                bucket.name(),
                bucket.region(),
                bucket.pathStyle(),
                bucket.accessKeyId(),
                bucket.secretAccessKey(),
                Optional.of(authorities));
    }

    private static S3Bucket bucketAt(URI endpoint) {
        return new S3Bucket(
                endpoint, "any", "us-east-1", true, "key", new Secret("secret"), Optional.empty());
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
