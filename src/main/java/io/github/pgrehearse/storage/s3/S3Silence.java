package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Failure.Store.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/// Turns that a store gave no answer, or none that can be understood, into words for an operator.
final class S3Silence {

    private final String where;

    S3Silence(S3Bucket bucket) {
        this.where = bucket.endpoint().toString();
    }

    Failure.Store explain(S3Task task, SdkException problem) {
        if (isTimeout(problem)) {
            return failure(
                    Kind.TRANSIENT,
                    "Connection timed out",
                    where + ": the store does not answer",
                    "Check the network between here and the store; the next run will try again.",
                    problem);
        }
        if (find(problem, UnknownHostException.class).isPresent()) {
            return failure(
                    Kind.TRANSIENT,
                    task.failed(),
                    "%s: unknown host".formatted(where),
                    "Check the host's name in S3_ENDPOINT, S3_PATH_STYLE, and this machine's DNS.",
                    problem);
        }
        Optional<SSLException> tls = find(problem, SSLException.class);
        if (tls.isPresent()) {
            return untrusted(task, tls.get(), problem);
        }
        if (find(problem, ConnectException.class).isPresent()
                || find(problem, NoRouteToHostException.class).isPresent()) {
            return failure(
                    Kind.TRANSIENT,
                    task.failed(),
                    where + ": connection refused",
                    "Check host and port in S3_ENDPOINT, and that the store is running and may be"
                            + " reached from here.",
                    problem);
        }
        if (find(problem, IOException.class).isPresent()) {
            return failure(
                    Kind.TRANSIENT,
                    task.failed(),
                    where + ": the connection broke off",
                    "The network or the store had trouble; the next run will try again."
                            + (where.startsWith("http:")
                                    ? " If it speaks TLS at this port, write https:// in"
                                            + " S3_ENDPOINT."
                                    : ""),
                    problem);
        }
        return incomprehensible(task, problem);
    }

    /// What every store's answer bears; a web page's does not.
    ///
    /// @throws Failure.Store if it is not there
    <T> T require(S3Task task, @Nullable T borne) throws Failure.Store {
        if (borne == null) {
            throw incomprehensible(task, null);
        }
        return borne;
    }

    /// A line that garbles answers may do so for a while, so this may pass.
    private Failure.Store incomprehensible(S3Task task, @Nullable SdkException cause) {
        return new Failure.Store(
                Kind.TRANSIENT,
                "%s [%s: the answer cannot be understood]".formatted(task.failed(), where),
                "Check that S3_ENDPOINT is one of S3-compatible storage, and no web page.",
                cause);
    }

    private Failure.Store untrusted(S3Task task, SSLException tls, SdkException problem) {
        String words = String.valueOf(tls.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("ssl message") || words.contains("plaintext")) {
            return failure(
                    Kind.DENIED,
                    task.failed(),
                    where + ": it does not speak TLS",
                    "Write http:// in S3_ENDPOINT if that is what it speaks at this port.",
                    problem);
        }
        boolean wrongName =
                words.contains("subject alternative") || words.contains("certificate for");
        return failure(
                Kind.DENIED,
                task.failed(),
                where
                        + (wrongName
                                ? ": its certificate is for another host"
                                : ": its certificate is not trusted, or TLS failed"),
                wrongName
                        ? "Use the host's name that the certificate has, and check S3_PATH_STYLE."
                        : "Point S3_CA_FILE at the certificate of the authority that signed it.",
                problem);
    }

    private static boolean isTimeout(SdkException problem) {
        return problem instanceof ApiCallAttemptTimeoutException
                || problem instanceof ApiCallTimeoutException
                || find(problem, SocketTimeoutException.class).isPresent()
                || find(problem, org.apache.hc.core5.http.ConnectionRequestTimeoutException.class)
                        .isPresent();
    }

    private static Failure.Store failure(
            Kind kind, String words, String particulars, String hint, SdkException cause) {
        return new Failure.Store(kind, "%s [%s]".formatted(words, particulars), hint, cause);
    }

    /// The first of this type among the causes.
    static <T extends Throwable> Optional<T> find(Throwable problem, Class<T> type) {
        Optional<Throwable> next = Optional.of(problem);
        while (next.isPresent()) {
            if (type.isInstance(next.get())) {
                return Optional.of(type.cast(next.get()));
            }
            next = Optional.ofNullable(next.get().getCause());
        }
        return Optional.empty();
    }
}
