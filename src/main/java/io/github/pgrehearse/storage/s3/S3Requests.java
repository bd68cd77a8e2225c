package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import io.github.pgrehearse.storage.Traffic;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The requests that we send to a bucket, one method each; those that make objects are [S3Uploads].
/// What goes wrong surfaces as [S3Failures] explains it; what may pass by itself has been tried
/// again before. Closing ends the connections.
final class S3Requests implements Closeable {

    private final S3Bucket bucket;
    private final Patience patience;
    private final Traffic traffic;
    private final S3Client client;
    private final S3Failures failures;
    private final S3Uploads uploads;
    private final BackoffStrategy delays;

    /// What a store says of an object, and by whom it was written if that can be known.
    record Seen(StoredObject object, Optional<String> writer) {}

    S3Requests(S3Bucket bucket, Patience patience, Traffic traffic) throws IOException {
        this.bucket = bucket;
        this.patience = patience;
        this.traffic = traffic;
        this.client = S3Clients.open(bucket, patience, traffic);
        this.failures = new S3Failures(bucket);
        this.uploads = new S3Uploads(client, bucket.name(), patience, failures);
        this.delays = S3Clients.delays(patience);
    }

    /// Asks for next to nothing. A listing, since an answer to HEAD has no body and so no reason.
    void probe() throws IOException {
        list(S3Task.PROBE, "", list -> list.maxKeys(1));
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
                                Optional.ofNullable(head.metadata().get(S3Uploads.WRITER))));
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

    /// What makes objects.
    S3Uploads uploads() {
        return uploads;
    }

    @Override
    public void close() {
        client.close();
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
