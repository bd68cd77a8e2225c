package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.s3.S3Server.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// How objects become requests, seen from the other side: by a plain client of the same bucket.
@ExtendWith(S3Servers.Provided.class)
final class S3StoreIT {

    private static final int PART = 8 << 20;
    private static final ObjectKey KEY = new ObjectKey("folder/name");

    /// The servers' name for a content ends with the number of its parts, if it came in parts.
    @ParameterizedTest
    @CsvSource({
        "S3PROXY, 0, 0",
        "S3PROXY, 1, 0",
        "S3PROXY, 8388607, 0",
        "S3PROXY, 8388608, 0",
        "S3PROXY, 8388609, 2",
        "S3PROXY, 16777216, 2",
        "S3PROXY, 16777217, 3",
        "S3PROXY, 30000000, 4",
        "S3MOCK, 0, 0",
        "S3MOCK, 8388608, 0",
        "S3MOCK, 8388609, 2",
        "S3MOCK, 30000000, 4"
    })
    void anObjectComesInAsFewRequestsAsItsSizeNeeds(
            Kind kind, int size, int parts, S3Servers servers) throws IOException {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();
        byte[] content = content(size);

        try (S3Store store = open(server, bucket)) {
            store.put(KEY, content);

            assertThat(store.head(KEY).orElseThrow().size()).isEqualTo(size);
            try (InputStream in = store.open(KEY)) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
        assertThat(server.content(bucket, "folder/name")).isEqualTo(content);
        assertThat(head(server, bucket).eTag().replace("\"", ""))
                .matches("[0-9a-f]{32}" + (parts == 0 ? "" : "-" + parts));
        assertThat(server.multipartUploads(bucket)).isEmpty();
    }

    @Test
    void allPartsButTheLastAreOfOneSizeHoweverTheBytesCome(S3Server server) throws IOException {
        String bucket = server.createBucket();
        byte[] content = content(2 * PART + 1_000);

        try (S3Store store = open(server, bucket);
                ObjectWriter writer = store.create(KEY, 0)) {
            writer.write(content, 0, PART - 1);
            writer.write(content, PART - 1, PART + 2);
            writer.write(content, 2 * PART + 1, 999);

            MultipartUpload upload = upload(server, bucket);
            // The second part is still on its way, or has just arrived
            assertThat(partSizes(server, bucket, upload)).isNotEmpty().containsOnly((long) PART);
            writer.commit();
        }
        assertThat(server.content(bucket, "folder/name")).isEqualTo(content);
        assertThat(head(server, bucket).eTag()).contains("-3");
    }

    @Test
    void aHugeObjectIsPlannedInLargerParts(S3Server server) throws IOException {
        String bucket = server.createBucket();
        long hint = 9_000L * 9 * 1024 * 1024; // 79 GiB: parts of 9 MiB
        byte[] content = content(2 * PART);

        try (S3Store store = open(server, bucket);
                ObjectWriter writer = store.create(KEY, hint)) {
            writer.write(content, 0, PART + 1);
            assertThat(server.multipartUploads(bucket)).isEmpty();
            writer.write(content, PART + 1, PART - 1);
            writer.commit();
        }

        assertThat(server.content(bucket, "folder/name")).isEqualTo(content);
        assertThat(head(server, bucket).eTag()).contains("-2");
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatIsAbandonedLeavesNoParts(Kind kind, S3Servers servers) throws IOException {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();

        try (S3Store store = open(server, bucket)) {
            try (ObjectWriter writer = store.create(KEY, 0)) {
                writer.write(content(PART + 1));
                assertThat(server.multipartUploads(bucket)).containsExactly("folder/name");
            }
            assertThat(server.multipartUploads(bucket)).isEmpty();
            assertThat(store.head(KEY)).isEmpty();
        }
        assertThat(server.objects(bucket)).isEmpty();
    }

    @Test
    void aLargeObjectOverwritesNothingAndLeavesNoParts(S3Server server) throws IOException {
        String bucket = server.createBucket();

        try (S3Store store = open(server, bucket)) {
            try (ObjectWriter writer = store.create(KEY, 0)) {
                writer.write(content(PART + 1));
                store.put(KEY, content(10));

                assertThatExceptionOfType(Failure.Store.class)
                        .isThrownBy(writer::commit)
                        .withMessage("Object exists already [folder/name]");
            }
        }
        assertThat(server.content(bucket, "folder/name")).isEqualTo(content(10));
        assertThat(server.multipartUploads(bucket)).isEmpty();
    }

    /// Somebody else's lifecycle rule, or a sweep that took us for dead.
    @ParameterizedTest
    @EnumSource
    void anUploadThatVanishedUnderItsWriterIsToldAsThat(Kind kind, S3Servers servers)
            throws IOException {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();

        try (S3Store store = open(server, bucket)) {
            try (ObjectWriter writer = store.create(KEY, 0)) {
                writer.write(content(PART + 1));
                abort(server, bucket, upload(server, bucket));

                assertThatExceptionOfType(Failure.Store.class)
                        .isThrownBy(writer::commit)
                        .withMessageContaining("NoSuchUpload")
                        .satisfies(failure -> assertThat(failure.hint()).contains("meanwhile"));
            }
        }
        assertThat(server.objects(bucket)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSweepAbortsTheUploadsOfTheDeadDirectlyInItsFolder(Kind kind, S3Servers servers)
            throws IOException {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();
        List<String> spared =
                List.of(
                        "folder/alive",
                        "folder/deeper/dead",
                        "folder2/dead",
                        "folder/dead-not",
                        "dead");
        spared.forEach(key -> begin(server, bucket, key));
        begin(server, bucket, "folder/dead");
        begin(server, bucket, "folder/dead");
        begin(server, bucket, "folder/räksmörgås 🙂+%");
        Set<ObjectKey> dead =
                Set.of(new ObjectKey("folder/dead"), new ObjectKey("folder/räksmörgås 🙂+%"));

        try (S3Store store = open(server, bucket)) {
            assertThat(store.sweep("folder", dead::contains)).isEqualTo(3);
            assertThat(store.sweep("folder", dead::contains)).isZero();
        }
        assertThat(server.multipartUploads(bucket)).containsExactlyInAnyOrderElementsOf(spared);
    }

    @Test
    void aSweepOfTheTopLeavesFoldersAlone(S3Server server) throws IOException {
        String bucket = server.createBucket();
        begin(server, bucket, "dead");
        begin(server, bucket, "folder/dead");

        try (S3Store store = open(server, bucket)) {
            assertThat(store.sweep("", _ -> true)).isEqualTo(1);
        }
        assertThat(server.multipartUploads(bucket)).containsExactly("folder/dead");
    }

    @Test
    void aSweepFindsWhatIsOnTheSecondPage(S3Server server) throws IOException {
        String bucket = server.createBucket();
        IntStream.range(0, 1_100)
                .parallel()
                .forEach(i -> begin(server, bucket, "folder/%04d".formatted(i)));

        try (S3Store store = open(server, bucket)) {
            assertThat(store.sweep("folder", _ -> true)).isEqualTo(1_100);
        }
        assertThat(server.multipartUploads(bucket)).isEmpty();
    }

    @Test
    void tenThousandObjectsAreListedInOrder(S3Server server) throws IOException {
        String bucket = server.createBucket();
        server.fill(
                bucket, "folder", IntStream.range(0, 10_000).mapToObj("%05d"::formatted).toList());

        try (S3Store store = open(server, bucket)) {
            assertThat(store.list("folder"))
                    .hasSize(10_000)
                    .isSortedAccordingTo(Comparator.comparing(StoredObject::key));
        }
    }

    /// By which retention knows that two objects hold the same.
    @ParameterizedTest
    @EnumSource
    void theEtagOfASmallObjectIsItsMd5(Kind kind, S3Servers servers) throws IOException {
        S3Server server = servers.of(kind);
        try (S3Store store = open(server, server.createBucket())) {
            store.put(new ObjectKey("folder/name"), "content".getBytes(StandardCharsets.UTF_8));

            StoredObject listed = store.list("folder").getFirst();
            assertThat(listed.etag()).contains("9a0364b9e99bb480dd25e1f0284c8555");
            assertThat(store.head(listed.key())).contains(listed);
        }
    }

    /// Consoles of providers make such objects for folders.
    @ParameterizedTest
    @EnumSource
    void objectsOfOthersUnderNamesThatAreNoKeysAreNotListed(Kind kind, S3Servers servers)
            throws IOException {
        S3Server server = servers.of(kind);
        String bucket = server.createBucket();
        putRaw(server, bucket, "folder/");
        putRaw(server, bucket, "folder/deeper/");
        putRaw(server, bucket, "folder/name");

        try (S3Store store = open(server, bucket)) {
            assertThat(store.list("folder"))
                    .extracting(StoredObject::key)
                    .containsExactly(new ObjectKey("folder/name"));
            assertThat(store.list("")).isEmpty();
            assertThat(store.head(new ObjectKey("folder"))).isEmpty();
        }
    }

    @Test
    void aBucketIsToldByItsPlaceAlone(S3Server server) throws IOException {
        try (S3Store store = open(server, "some-bucket")) {
            assertThat(store).hasToString(server.endpoint() + "/some-bucket");
        }
    }

    private static S3Store open(S3Server server, String bucket) throws IOException {
        return new S3Store(server.bucket(bucket), Patience.SHORT, new Traffic());
    }

    /// Bytes in which no part is like another.
    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    private static HeadObjectResponse head(S3Server server, String bucket) {
        return server.client().headObject(ask -> ask.bucket(bucket).key("folder/name"));
    }

    private static void putRaw(S3Server server, String bucket, String key) {
        server.client().putObject(put -> put.bucket(bucket).key(key), RequestBody.empty());
    }

    private static void begin(S3Server server, String bucket, String key) {
        server.client().createMultipartUpload(create -> create.bucket(bucket).key(key));
    }

    private static void abort(S3Server server, String bucket, MultipartUpload upload) {
        server.client()
                .abortMultipartUpload(abort ->
                        abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
    }

    /// The only one there is.
    private static MultipartUpload upload(S3Server server, String bucket) {
        ListMultipartUploadsResponse page =
                server.client().listMultipartUploads(list -> list.bucket(bucket));
        assertThat(page.uploads()).hasSize(1);
        return page.uploads().getFirst();
    }

    private static List<Long> partSizes(S3Server server, String bucket, MultipartUpload upload) {
        return server
                .client()
                .listParts(
                        list -> list.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
                .parts()
                .stream()
                .map(part -> part.size())
                .toList();
    }
}
