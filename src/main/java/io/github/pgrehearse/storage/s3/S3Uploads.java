package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// The requests that make objects in a bucket, one method each, and those that abandon what was
/// begun. What goes wrong surfaces as [S3Failures] explains it; what may pass by itself has been
/// tried again before.
final class S3Uploads {

    /// Names the writer of an object, so that one whose answer was lost knows its own again.
    static final String WRITER = "pgrehearse-writer";

    private static final String BINARY = "application/octet-stream";
    private static final String ANY = "*";

    private final S3Client client;
    private final String bucket;
    private final Patience patience;
    private final S3Failures failures;

    /// Whether the store knows `If-None-Match`; until it says that it does not.
    private volatile boolean conditional = true;

    /// @param client stays the caller's
    S3Uploads(S3Client client, String bucket, Patience patience, S3Failures failures) {
        this.client = client;
        this.bucket = bucket;
        this.patience = patience;
        this.failures = failures;
    }

    /// Stores a whole object.
    void put(ObjectKey key, Part content, String writer) throws IOException {
        upload(
                key,
                () ->
                        client.putObject(
                                put ->
                                        put.bucket(bucket)
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
                                        create.bucket(bucket)
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
                                                        part.bucket(bucket)
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
                                complete.bucket(bucket)
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
                    abort -> abort.bucket(bucket).key(key.value()).uploadId(upload));
        } catch (SdkException e) {
            if (!S3Failures.isAbsent(e)) {
                throw failures.explain(S3Task.DELETE, key.value(), e);
            }
        }
    }

    /// Abandons every upload of the key, also such as we know nothing of.
    void abortAll(ObjectKey key) throws IOException {
        for (MultipartUpload upload : unfinished(key.value())) {
            if (upload.key().equals(key.value())) {
                abort(key, upload.uploadId());
            }
        }
    }

    /// The uploads under a prefix that were begun, and neither completed nor abandoned.
    List<MultipartUpload> unfinished(String prefix) throws IOException {
        List<MultipartUpload> uploads = new ArrayList<>();
        Optional<ListMultipartUploadsResponse> last = Optional.empty();
        do {
            ListMultipartUploadsResponse page = unfinishedAfter(prefix, last);
            if (last.filter(before -> before.uploads().equals(page.uploads())).isPresent()) {
                throw failures.endless();
            }
            uploads.addAll(page.uploads());
            last = Optional.of(page);
        } while (Boolean.TRUE.equals(last.get().isTruncated()));
        return uploads;
    }

    private ListMultipartUploadsResponse unfinishedAfter(
            String prefix, Optional<ListMultipartUploadsResponse> last) throws IOException {
        try {
            ListMultipartUploadsResponse page =
                    client.listMultipartUploads(list -> {
                        list.bucket(bucket).prefix(prefix);
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
            client.listObjectsV2(list -> list.bucket(bucket).maxKeys(1));
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
}
