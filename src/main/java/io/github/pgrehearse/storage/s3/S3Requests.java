package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The requests that we send to a bucket, one method each. What goes wrong surfaces as [S3Failures]
/// explains it; what may pass by itself has been tried again before.
final class S3Requests implements Closeable {

    /// Names the writer of an object, so that one whose answer was lost knows its own again.
    private static final String WRITER = "pgrehearse-writer";

    private static final String BINARY = "application/octet-stream";
    private static final String ANY = "*";

    private final S3Bucket bucket;
    private final Patience patience;
    private final Traffic traffic;
    private final S3Client client;
    private final S3Failures failures;
    private final BackoffStrategy delays;

    /// Whether the store knows `If-None-Match`; until it says that it does not.
    private volatile boolean conditional = true;

    /// What a store says of an object, and by whom it was written if that can be known.
    record Seen(StoredObject object, Optional<String> writer) {}

    S3Requests(S3Bucket bucket, Patience patience, Traffic traffic) throws IOException {
        this.bucket = bucket;
        this.patience = patience;
        this.traffic = traffic;
        this.client = S3Clients.open(bucket, patience, traffic);
        this.failures = new S3Failures(bucket);
        this.delays = S3Clients.delays(patience);
    }

    /// Asks for next to nothing. A listing, since an answer to HEAD has no body and so no reason.
    void probe() throws IOException {
        list(S3Task.PROBE, "", list -> list.maxKeys(1));
    }

    /// Stores a whole object.
    void put(ObjectKey key, Part content, String writer) throws IOException {
        upload(
                key,
                () ->
                        client.putObject(
                                put ->
                                        put.bucket(bucket.name())
                                                .key(key.value())
                                                .contentMD5(content.md5())
                                                .ifNoneMatch(unlessThere())
                                                .metadata(Map.of(WRITER, writer))
                                                .overrideConfiguration(within(content.size())),
                                body(content)));
    }

    /// Begins an object of several parts, and returns the name of this upload. Where an answer was
    /// lost and it was asked again, there is another one under the key.
    String begin(ObjectKey key, String writer) throws IOException {
        CreateMultipartUploadResponse begun =
                upload(
                        key,
                        () ->
                                client.createMultipartUpload(create ->
                                        create.bucket(bucket.name())
                                                .key(key.value())
                                                .contentType(BINARY)
                                                .metadata(Map.of(WRITER, writer))));
        return failures.require(S3Task.UPLOAD, begun.uploadId());
    }

    CompletedPart sendPart(ObjectKey key, String upload, int number, Part content)
            throws IOException {
        String version =
                upload(
                        key,
                        () ->
                                client.uploadPart(
                                                part ->
                                                        part.bucket(bucket.name())
                                                                .key(key.value())
                                                                .uploadId(upload)
                                                                .partNumber(number)
                                                                .contentMD5(content.md5())
                                                                .overrideConfiguration(
                                                                        within(content.size())),
                                                body(content))
                                        .eTag());
        return CompletedPart.builder().partNumber(number).eTag(version).build();
    }

    /// Makes the object appear.
    void complete(ObjectKey key, String upload, List<CompletedPart> parts) throws IOException {
        upload(
                key,
                () ->
                        client.completeMultipartUpload(complete ->
                                complete.bucket(bucket.name())
                                        .key(key.value())
                                        .uploadId(upload)
                                        .ifNoneMatch(unlessThere())
                                        .multipartUpload(all -> all.parts(parts))
                                        // A store puts large objects together for minutes
                                        .overrideConfiguration(within(PartSize.USUAL))));
    }

    /// Abandons an upload; one that is not there is no error.
    void abort(ObjectKey key, String upload) throws IOException {
        try {
            client.abortMultipartUpload(
                    abort -> abort.bucket(bucket.name()).key(key.value()).uploadId(upload));
        } catch (SdkException e) {
            if (!S3Failures.isAbsent(e)) {
                throw failures.explain(S3Task.DELETE, key.value(), e);
            }
        }
    }

    /// Abandons every upload of the key, also such as we know nothing of.
    void abortAll(ObjectKey key) throws IOException {
        for (MultipartUpload upload : uploads(key.value())) {
            if (upload.key().equals(key.value())) {
                abort(key, upload.uploadId());
            }
        }
    }

    /// What there is under the key, or nothing. Where the answer tells nothing, since the key pair
    /// may not read or the line was cut, the listing does.
    Optional<Seen> look(ObjectKey key) throws IOException {
        try {
            HeadObjectResponse head =
                    client.headObject(ask -> ask.bucket(bucket.name()).key(key.value()));
            if (head.contentLength() != null && head.lastModified() != null) {
                return Optional.of(
                        new Seen(
                                object(key, head.contentLength(), head.lastModified(), head.eTag()),
                                Optional.ofNullable(head.metadata().get(WRITER))));
            }
        } catch (SdkException e) {
            if (S3Failures.isAbsent(e)) {
                return Optional.empty();
            }
            if (!S3Failures.isForbidden(e)) {
                throw failures.explain(S3Task.LOOK, key.value(), e);
            }
        }
        return page(key.value(), null).contents().stream()
                .filter(found -> found.key().equals(key.value()))
                .map(found -> object(key, found))
                .map(found -> new Seen(found, Optional.empty()))
                .findFirst();
    }

    /// The object from byte `from` on, if it is still that `version` (any if empty). The caller
    /// closes it.
    Stretch get(ObjectKey key, long from, String version) throws IOException {
        try {
            ResponseInputStream<GetObjectResponse> answer =
                    client.getObject(
                            get ->
                                    get.bucket(bucket.name())
                                            .key(key.value())
                                            .ifMatch(version.isEmpty() ? null : version)
                                            .range(from == 0 ? null : "bytes=" + from + "-"),
                            ResponseTransformer.toInputStream());
            GetObjectResponse head = answer.response();
            Stretch stretch =
                    new Stretch(
                            answer,
                            traffic,
                            failures.require(S3Task.DOWNLOAD, head.contentLength()),
                            failures.require(S3Task.DOWNLOAD, head.eTag()));
            if (from > 0 && head.contentRange() == null) {
                stretch.skip(from); // this store begins at the beginning whatever it is asked
            }
            return stretch;
        } catch (SdkException e) {
            throw failures.explain(S3Task.DOWNLOAD, key.value(), e);
        }
    }

    /// Waits until the object is to be asked for again, of which the connection broke.
    ///
    /// @param attempt how often nothing has come by now
    /// @throws Failure.Store if that was often enough
    void awaitAttempt(int attempt, ObjectKey key, IOException cause) throws IOException {
        if (attempt >= patience.attempts()) {
            throw failures.brokenOff(key, cause);
        }
        try {
            Thread.sleep(delays.computeDelay(attempt));
        } catch (InterruptedException e) {
            throw S3Failures.interrupted(key.value(), e);
        }
    }

    /// A page of the objects directly under a prefix, and of what comes after `token`.
    ListObjectsV2Response page(String prefix, @Nullable String token) throws IOException {
        return list(
                S3Task.LIST,
                prefix,
                list -> list.prefix(prefix).delimiter("/").continuationToken(token));
    }

    /// A web page may pass for an empty listing, but for the bucket's name, which all stores
    /// repeat.
    private ListObjectsV2Response list(
            S3Task task, String what, Consumer<ListObjectsV2Request.Builder> wish)
            throws IOException {
        try {
            ListObjectsV2Response page =
                    client.listObjectsV2(list -> wish.accept(list.bucket(bucket.name())));
            failures.require(task, page.name());
            return page;
        } catch (SdkException e) {
            throw failures.explain(task, what, e);
        }
    }

    /// Where the page after this one begins, if there is one.
    Optional<String> nextPage(ListObjectsV2Response page, Optional<String> before)
            throws IOException {
        if (!Boolean.TRUE.equals(page.isTruncated())) {
            return Optional.empty();
        }
        Optional<String> next = Optional.ofNullable(page.nextContinuationToken());
        if (next.isEmpty() || next.equals(before)) {
            throw failures.endless();
        }
        return next;
    }

    /// The uploads under a prefix that were begun, and neither completed nor abandoned.
    List<MultipartUpload> uploads(String prefix) throws IOException {
        List<MultipartUpload> uploads = new ArrayList<>();
        Optional<ListMultipartUploadsResponse> last = Optional.empty();
        do {
            ListMultipartUploadsResponse page = uploadsAfter(prefix, last);
            if (last.filter(before -> before.uploads().equals(page.uploads())).isPresent()) {
                throw failures.endless();
            }
            uploads.addAll(page.uploads());
            last = Optional.of(page);
        } while (Boolean.TRUE.equals(last.get().isTruncated()));
        return uploads;
    }

    private ListMultipartUploadsResponse uploadsAfter(
            String prefix, Optional<ListMultipartUploadsResponse> last) throws IOException {
        try {
            ListMultipartUploadsResponse page =
                    client.listMultipartUploads(list -> {
                        list.bucket(bucket.name()).prefix(prefix);
                        last.ifPresent(before ->
                                list.keyMarker(before.nextKeyMarker())
                                        .uploadIdMarker(before.nextUploadIdMarker()));
                    });
            failures.require(S3Task.LIST, page.bucket());
            return page;
        } catch (SdkException e) {
            throw failures.explain(S3Task.LIST, prefix, e);
        }
    }

    /// Removes an object; one that is not there is no error. One at a time: many stores refuse to
    /// delete several at once, or demand checksums of that request which others refuse.
    void delete(ObjectKey key) throws IOException {
        try {
            client.deleteObject(delete -> delete.bucket(bucket.name()).key(key.value()));
        } catch (SdkException e) {
            if (!S3Failures.isAbsent(e)) {
                throw failures.explain(S3Task.DELETE, key.value(), e);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T upload(ObjectKey key, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            if (conditional && S3Failures.isNotImplemented(e)) {
                conditional = false;
                return upload(key, request);
            }
            throw failures.explain(
                    S3Task.UPLOAD, key.value(), S3Failures.isCutOff(e) ? refusal(e) : e);
        }
    }

    /// A store may refuse a request while its body is still on the way, and close the connection:
    /// what we see is a broken pipe. Asked for something small, it tells why.
    private SdkException refusal(SdkException problem) {
        try {
            client.listObjectsV2(list -> list.bucket(bucket.name()).maxKeys(1));
            return problem;
        } catch (AwsServiceException e) {
            e.addSuppressed(problem);
            return e;
        } catch (SdkException e) {
            return problem;
        }
    }

    private @Nullable String unlessThere() {
        return conditional ? ANY : null;
    }

    private AwsRequestOverrideConfiguration within(long bytes) {
        Duration limit = patience.limit(bytes);
        return AwsRequestOverrideConfiguration.builder().apiCallAttemptTimeout(limit).build();
    }

    private static RequestBody body(Part content) {
        return RequestBody.fromContentProvider(content::read, content.size(), BINARY);
    }

    /// To the second, which is what all stores give.
    static StoredObject object(ObjectKey key, long size, Instant modified, @Nullable String etag) {
        return new StoredObject(
                key,
                size,
                modified.truncatedTo(ChronoUnit.SECONDS),
                Optional.ofNullable(etag).map(quoted -> quoted.replace("\"", "")));
    }

    static StoredObject object(ObjectKey key, S3Object listed) {
        return object(key, listed.size(), listed.lastModified(), listed.eTag());
    }
}
