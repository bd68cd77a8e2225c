package io.github.pgrehearse.notify;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// What an attempt came to, in words of ours: those of exceptions and answers may hold the URL.
final class Trouble {

    private static final String NETWORK = "Check the URL's host, and the network in between.";
    private static final String RECEIVER = "See whether the receiver is well.";
    private static final String URL = "Check the URL: the receiver may have withdrawn it.";

    private Trouble() {}

    static Answer ofStatus(int status, Optional<String> location, Optional<Duration> wait) {
        String why = "it answered " + status;
        if (status >= 200 && status < 300) {
            return new Answer.Taken();
        }
        if (status >= 300 && status < 400) {
            return new Answer.Refused(
                    why
                            + location.flatMap(Trouble::placeOf)
                                    .map(" and points to "::concat)
                                    .orElse(""),
                    "Redirects are not followed: set the URL to where it leads.");
        }
        return switch (status) {
            case 408, 425, 429 -> new Answer.NotNow(why, RECEIVER, wait);
            case 401, 403, 404, 410 -> new Answer.Refused(why, URL);
            default ->
                    status >= 500
                            ? new Answer.NotNow(why, RECEIVER, wait)
                            : new Answer.Refused(why, "Check the URL and the form it takes.");
        };
    }

    /// Scheme and host of where a redirect leads; nothing if that is the same or no URL.
    private static Optional<String> placeOf(String location) {
        try {
            URI uri = URI.create(location.strip());
            return uri.getHost() == null
                    ? Optional.empty()
                    : Optional.of(uri.getScheme() + "://" + uri.getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Answer of(IOException e) {
        if (e instanceof SSLException
                && causes(e).anyMatch(GeneralSecurityException.class::isInstance)) {
            return new Answer.Refused(
                    "its certificate is not trusted, or is for another host",
                    "It must be of an authority that Java trusts, and for the URL's host.");
        }
        String why =
                switch (e) {
                    case UnknownHostException _ -> "unknown host";
                    case NoRouteToHostException _ -> "no route to it";
                    case ConnectException _ -> "connection refused";
                    case SocketTimeoutException _ -> "it did not answer in time";
                    case SSLException _ -> "it does not speak TLS as we do";
                    default -> "the connection broke off";
                };
        return new Answer.NotNow(why, NETWORK, Optional.empty());
    }

    private static Stream<Throwable> causes(Throwable first) {
        return Stream.iterate(first, cause -> cause != null, Throwable::getCause).limit(10);
    }

    static Answer noAnswer(Duration limit) {
        return new Answer.NotNow(
                "it did not answer within %ds".formatted(limit.toSeconds()),
                NETWORK,
                Optional.empty());
    }

    /// Nothing that a receiver does may end the thread that delivers.
    static Answer bug(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new Answer.Refused(
                "the request could not be made, " + cause.getClass().getSimpleName(), URL);
    }
}
