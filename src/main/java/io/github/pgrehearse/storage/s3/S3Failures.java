package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/// The one place that turns what a store answers, or that it does not, into words for an operator.
///
/// Codes are those of the S3 API reference, "Error responses", and of stores that have their own.
/// The words of an answer are never repeated: some hold parts of the signature.
final class S3Failures {

    private static final Set<String> UNKNOWN_KEY =
            Set.of("InvalidAccessKeyId", "InvalidAccessKey", "UnauthorizedAccess", "NoSuchUser");
    private static final Set<String> WRONG_REGION =
            Set.of(
                    "AuthorizationHeaderMalformed",
                    "InvalidRegion",
                    "InvalidRegionName",
                    "IllegalLocationConstraintException",
                    "PermanentRedirect",
                    "TemporaryRedirect");
    private static final Set<String> WRONG_CLOCK =
            Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
    private static final Set<String> FULL =
            Set.of(
                    "QuotaExceeded",
                    "QuotaExceededException",
                    "InsufficientCapacity",
                    "XMinioStorageFull",
                    "XMinioAdminBucketQuotaExceeded",
                    "StorageCapExceeded",
                    "EntityTooLarge");
    private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([a-z0-9-]+)'");

    private final S3Bucket bucket;
    private final S3Silence silence;

    S3Failures(S3Bucket bucket) {
        this.bucket = bucket;
        this.silence = new S3Silence(bucket);
    }

    /// What went wrong with a request for `what`, a key or a prefix: a [Failure.Store], or an
    /// [InterruptedIOException] if it was only that the thread was interrupted.
    IOException explain(S3Task task, String what, SdkException problem) {
        if (problem instanceof AbortedException) {
            return interrupted(what, problem);
        }
        return problem instanceof AwsServiceException answer
                ? answered(task, what, answer)
                : silence.explain(task, problem);
    }

    static InterruptedIOException interrupted(String what, Throwable cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted at " + what);
        interrupted.initCause(cause);
        return interrupted;
    }

    Failure.Store brokenOff(ObjectKey key, IOException cause) {
        return new Failure.Store(
                Kind.TRANSIENT,
                "Failed to download backup from S3 [%s: the connection broke off again and again]"
                        .formatted(key),
                "The network or the store had trouble; try again.",
                cause);
    }

    Failure.Store endless() {
        return new Failure.Store(
                Kind.DENIED,
                "Failed to list backups in S3 [%s: the pages of the listing never end]"
                        .formatted(bucket),
                "The store does not list as S3 does; report this with the store's name.",
                null);
    }

    static boolean isAbsent(SdkException problem) {
        return status(problem) == 404 && !code(problem).equals("NoSuchBucket");
    }

    static boolean isForbidden(SdkException problem) {
        return status(problem) == 403 || status(problem) == 401;
    }

    static boolean isNotImplemented(SdkException problem) {
        return status(problem) == 501 || code(problem).equals("NotImplemented");
    }

    /// Whether the connection broke while we were sending.
    static boolean isCutOff(SdkException problem) {
        return S3Silence.find(problem, SocketException.class)
                .filter(cut -> !(cut instanceof ConnectException))
                .filter(cut -> !(cut instanceof NoRouteToHostException))
                .isPresent();
    }

    private Failure.Store answered(S3Task task, String what, AwsServiceException answer) {
        String code = code(answer);
        String particulars = "%s: %s".formatted(what.isEmpty() ? bucket : what, shown(answer));
        if (FULL.contains(code) || answer.statusCode() == 507 || says(answer, "No space left")) {
            return failure(
                    Kind.DENIED,
                    "No space left on device",
                    particulars,
                    "The store is full, or its quota is: free space there, or keep fewer backups"
                            + " with a smaller BACKUP_RETENTION_DAYS.",
                    answer);
        }
        if (code.equals("NoSuchUpload")) {
            return failure(
                    Kind.MISSING,
                    task.failed(),
                    particulars,
                    "Its parts were removed meanwhile: look for a lifecycle rule of the bucket, or"
                            + " another program, that ends unfinished uploads.",
                    answer);
        }
        if (code.equals("NoSuchBucket")
                || (answer.statusCode() == 404 && task != S3Task.DOWNLOAD)) {
            return failure(
                    Kind.DENIED,
                    task.failed(),
                    "%s: %s".formatted(bucket, shown(answer)),
                    "There is no such bucket: create it, or correct S3_BUCKET and S3_ENDPOINT.",
                    answer);
        }
        if (answer.statusCode() == 404) {
            return failure(
                    Kind.MISSING,
                    "No such object",
                    particulars,
                    "List what the store holds; the object may have been pruned meanwhile.",
                    answer);
        }
        if (answer.statusCode() == 412 || code.equals("ConditionalRequestConflict")) {
            return failure(
                    Kind.EXISTS,
                    "Object exists already",
                    particulars,
                    "Nothing was overwritten; find out what else writes to this store.",
                    answer);
        }
        return denial(task, code, answer)
                .map(hint -> failure(Kind.DENIED, "Access Denied", particulars, hint, answer))
                .orElseGet(() -> trouble(task, particulars, answer));
    }

    /// What to do if the store does not let us; nothing if that is not the matter.
    private Optional<String> denial(S3Task task, String code, AwsServiceException answer) {
        if (UNKNOWN_KEY.contains(code)) {
            return Optional.of(
                    "The store does not know this key: check S3_ACCESS_KEY_ID, and that S3_ENDPOINT"
                            + " is where it was made.");
        }
        if (code.equals("SignatureDoesNotMatch")) {
            return Optional.of(
                    "Check S3_SECRET_ACCESS_KEY, which does not belong to S3_ACCESS_KEY_ID, and"
                            + " S3_REGION.");
        }
        if (WRONG_CLOCK.contains(code)) {
            return Optional.of(
                    "This machine's clock and the store's differ by more than a quarter of an hour:"
                            + " set the clock, best by NTP.");
        }
        if (WRONG_REGION.contains(code) || isRedirect(answer)) {
            return Optional.of(regionHint(answer));
        }
        return isForbidden(answer)
                ? Optional.of(
                        "The key may not do this: give it %s for bucket %s."
                                .formatted(task.permission(), bucket.name()))
                : Optional.empty();
    }

    private String regionHint(AwsServiceException answer) {
        Matcher expected = EXPECTED_REGION.matcher(words(answer));
        return expected.find()
                ? "Set S3_REGION to %s, where the bucket is; it is %s."
                        .formatted(expected.group(1), bucket.region())
                : "The bucket is not in the region %s at this endpoint: check S3_REGION and S3_ENDPOINT."
                        .formatted(bucket.region());
    }

    private static Failure.Store trouble(
            S3Task task, String particulars, AwsServiceException answer) {
        if (isNotImplemented(answer)) {
            return failure(
                    Kind.DENIED,
                    task.failed(),
                    particulars,
                    "The store does not know this kind of request.",
                    answer);
        }
        boolean passing = answer.statusCode() >= 500 || answer.statusCode() == 429;
        return failure(
                passing ? Kind.TRANSIENT : Kind.DENIED,
                task.failed(),
                particulars,
                passing
                        ? "The store has trouble of its own or is overloaded; the next run will try"
                                + " again."
                        : "Check that S3_ENDPOINT is one of S3-compatible storage, http:// or"
                                + " https:// before it, and S3_PATH_STYLE.",
                answer);
    }

    /// What every store's answer bears; a web page's does not.
    ///
    /// @throws Failure.Store if it is not there
    <T> T require(S3Task task, @Nullable T borne) throws Failure.Store {
        return silence.require(task, borne);
    }

    private static boolean isRedirect(AwsServiceException answer) {
        return answer.statusCode() == 301 || answer.statusCode() == 307;
    }

    private static Failure.Store failure(
            Kind kind, String words, String particulars, String hint, SdkException cause) {
        return new Failure.Store(kind, "%s [%s]".formatted(words, particulars), hint, cause);
    }

    private static String shown(AwsServiceException answer) {
        String code = code(answer);
        return code.isEmpty() ? "HTTP " + answer.statusCode() : answer.statusCode() + " " + code;
    }

    private static int status(SdkException problem) {
        return problem instanceof AwsServiceException answer ? answer.statusCode() : 0;
    }

    private static String code(SdkException problem) {
        return problem instanceof AwsServiceException answer
                ? Optional.ofNullable(answer.awsErrorDetails())
                        .map(AwsErrorDetails::errorCode)
                        .filter(code -> code.matches("\\w{1,60}"))
                        .orElse("")
                : "";
    }

    private static boolean says(AwsServiceException answer, String words) {
        return words(answer).contains(words);
    }

    private static String words(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorMessage)
                .orElse("");
    }
}
