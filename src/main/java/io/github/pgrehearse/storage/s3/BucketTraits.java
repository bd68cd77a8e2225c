package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DefaultRetention;

/// What a bucket is like beyond what every store does; what it does not tell is left open.
///
/// @param time by the store's clock when it answered
/// @param versioned whether it keeps old versions of what is deleted
/// @param retention how long it keeps objects whoever deletes them, as `COMPLIANCE, 7 days`
/// @param conditional whether it refuses by itself to overwrite an object where it is asked to
public record BucketTraits(
        Optional<Instant> time,
        Optional<Boolean> versioned,
        Optional<String> retention,
        boolean conditional) {

    /// Asks the bucket.
    ///
    /// @param there an object of ours that is there; it may be overwritten by nothing
    /// @throws io.github.pgrehearse.failure.Failure.Settings if the file of authorities holds no
    ///   certificates
    public static BucketTraits of(S3Bucket bucket, Patience patience, ObjectKey there)
            throws IOException {
        try (S3Client client = S3Clients.open(bucket, patience, new Traffic())) {
            return new BucketTraits(
                    time(client, bucket),
                    versioned(client, bucket),
                    retention(client, bucket),
                    refusesToOverwrite(client, bucket, there));
        }
    }

    private static Optional<Instant> time(S3Client client, S3Bucket bucket) {
        try {
            return client.listObjectsV2(list -> list.bucket(bucket.name()).maxKeys(1))
                    .sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .flatMap(BucketTraits::parse);
        } catch (SdkException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> versioned(S3Client client, S3Bucket bucket) {
        try {
            return Optional.of(
                    client.getBucketVersioning(ask -> ask.bucket(bucket.name())).status()
                            == BucketVersioningStatus.ENABLED);
        } catch (SdkException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<String> retention(S3Client client, S3Bucket bucket) {
        try {
            return Optional.ofNullable(
                            client.getObjectLockConfiguration(ask -> ask.bucket(bucket.name()))
                                    .objectLockConfiguration())
                    .flatMap(lock -> Optional.ofNullable(lock.rule()))
                    .flatMap(rule -> Optional.ofNullable(rule.defaultRetention()))
                    .map(BucketTraits::shown);
        } catch (SdkException none) {
            return Optional.empty();
        }
    }

    private static String shown(DefaultRetention retention) {
        return retention.days() != null
                ? "%s, %d days".formatted(retention.modeAsString(), retention.days())
                : "%s, %s years".formatted(retention.modeAsString(), retention.years());
    }

    private static boolean refusesToOverwrite(S3Client client, S3Bucket bucket, ObjectKey there) {
        try {
            client.putObject(
                    put -> put.bucket(bucket.name()).key(there.value()).ifNoneMatch("*"),
                    RequestBody.empty());
            return false;
        } catch (SdkException refused) {
            return !S3Failures.isNotImplemented(refused);
        }
    }
}
