package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What the S3 servers of the tests never answer, and services do.
final class S3FailuresTest {

    private static final S3Failures FAILURES =
            new S3Failures(
                    new S3Bucket(
                            URI.create("https://s3.example"),
                            "mine",
                            "us-east-1",
                            true,
                            "id",
                            new Secret("Hunter2"),
                            Optional.empty()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    403 | InvalidAccessKeyId            | DENIED    | Access Denied [a/b: 403 InvalidAccessKeyId]           | S3_ACCESS_KEY_ID
                    403 | SignatureDoesNotMatch         | DENIED    | Access Denied [a/b: 403 SignatureDoesNotMatch]        | S3_SECRET_ACCESS_KEY
                    403 | RequestTimeTooSkewed          | DENIED    | Access Denied [a/b: 403 RequestTimeTooSkewed]         | set the clock
                    403 | AccessDenied                  | DENIED    | Access Denied [a/b: 403 AccessDenied]                 | s3:PutObject
                    403 | ''                            | DENIED    | Access Denied [a/b: HTTP 403]                         | s3:PutObject
                    301 | PermanentRedirect             | DENIED    | Access Denied [a/b: 301 PermanentRedirect]            | S3_REGION
                    302 | ''                            | DENIED    | S3 upload failed [a/b: HTTP 302]                      | S3_ENDPOINT
                    403 | QuotaExceeded                 | DENIED    | No space left on device [a/b: 403 QuotaExceeded]      | quota
                    507 | XMinioStorageFull             | DENIED    | No space left on device [a/b: 507 XMinioStorageFull]  | free space
                    404 | NoSuchBucket                  | DENIED    | S3 upload failed [https://s3.example/mine: 404 NoSuchBucket] | S3_BUCKET
                    404 | NoSuchUpload                  | MISSING   | S3 upload failed [a/b: 404 NoSuchUpload]              | lifecycle rule
                    412 | PreconditionFailed            | EXISTS    | Object exists already [a/b: 412 PreconditionFailed]   | Nothing was overwritten
                    409 | ConditionalRequestConflict    | EXISTS    | Object exists already [a/b: 409 ConditionalRequestConflict] | Nothing was overwritten
                    503 | SlowDown                      | TRANSIENT | S3 upload failed [a/b: 503 SlowDown]                  | overloaded
                    500 | InternalError                 | TRANSIENT | S3 upload failed [a/b: 500 InternalError]             | try again
                    429 | TooManyRequests               | TRANSIENT | S3 upload failed [a/b: 429 TooManyRequests]           | try again
                    501 | NotImplemented                | DENIED    | S3 upload failed [a/b: 501 NotImplemented]            | does not know
                    405 | MethodNotAllowed              | DENIED    | S3 upload failed [a/b: 405 MethodNotAllowed]          | S3-compatible
                    """)
    void saysWhatTheStoreAnsweredAndWhatToDo(
            int status, String code, Kind kind, String message, String hint) {
        Failure.Store failure = explain(status, code, "");

        assertThat(failure).hasMessage(message);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.hint()).contains(hint);
    }

    @Test
    void namesTheRegionThatTheStoreExpects() {
        Failure.Store failure =
                explain(
                        400,
                        "AuthorizationHeaderMalformed",
                        "The authorization header is malformed; the region 'us-east-1' is wrong;"
                                + " expecting 'eu-central-1'");

        assertThat(failure).hasMessage("Access Denied [a/b: 400 AuthorizationHeaderMalformed]");
        assertThat(failure.hint())
                .isEqualTo("Set S3_REGION to eu-central-1, where the bucket is; it is us-east-1.");
    }

    /// Some answers repeat what was signed, and codes may be anything.
    @Test
    void neverRepeatsTheWordsOfAnAnswer() {
        Failure.Store failure = explain(403, "Hunter2 \n<b>", "StringToSign: Hunter2");

        assertThat(failure.getMessage() + failure.hint()).doesNotContain("Hunter2");
    }

    private static Failure.Store explain(int status, String code, String words) {
        IOException explained =
                FAILURES.explain(
                        S3Task.UPLOAD,
                        "a/b",
                        S3Exception.builder()
                                .statusCode(status)
                                .awsErrorDetails(
                                        AwsErrorDetails.builder()
                                                .errorCode(code)
                                                .errorMessage(words)
                                                .build())
                                .build());
        return (Failure.Store) explained;
    }
}
