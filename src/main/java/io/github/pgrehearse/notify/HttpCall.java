package io.github.pgrehearse.notify;

import io.github.pgrehearse.config.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Carries a letter to its address, once, within a limit of time for all of it.
///
/// Of the answer only status and headers are read, never its body: it would hold nothing that may
/// be shown, and may have no end. A redirect is not followed, since a letter is meant for its
/// address and no other.
///
/// `HttpURLConnection` and not `java.net.http`: after three requests a process that did nothing
/// else held 44 MB with it and 64 to 75 with the other (66 and 71 to 81 over TLS).
///
/// @param limit for connecting, sending and the answer's headers together
record HttpCall(Duration limit, Clock clock) {

    /// Reading and writing on a virtual thread ends when the thread is interrupted.
    Answer carry(Letter letter) throws InterruptedException {
        FutureTask<Answer> attempt = new FutureTask<>(() -> exchange(letter));
        Thread.ofVirtual().name("notice").start(attempt);
        try {
            return attempt.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Trouble.noAnswer(limit);
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException io ? Trouble.of(io) : Trouble.bug(e);
        } finally {
            attempt.cancel(true);
        }
    }

    private Answer exchange(Letter letter) throws IOException {
        HttpURLConnection connection = open(letter);
        try {
            if (!letter.body().isEmpty()) {
                byte[] body = letter.body().getBytes(StandardCharsets.UTF_8);
                connection.setDoOutput(true);
                // also keeps the JDK from sending it again by itself
                connection.setFixedLengthStreamingMode(body.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            return answer(connection);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection open(Letter letter) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) letter.to().uri().toURL().openConnection();
        connection.setRequestMethod(letter.body().isEmpty() ? "GET" : "POST");
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setConnectTimeout((int) limit.toMillis());
        connection.setReadTimeout((int) limit.toMillis());
        connection.setRequestProperty("User-Agent", "pgrehearse");
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("Connection", "close");
        letter.to()
                .authorization()
                .map(Secret::reveal)
                .ifPresent(value -> connection.setRequestProperty("Authorization", value));
        letter.headers().forEach(connection::setRequestProperty);
        return connection;
    }

    private Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        Optional<String> location = Optional.ofNullable(connection.getHeaderField("Location"));
        Optional<String> retryAfter = Optional.ofNullable(connection.getHeaderField("Retry-After"));
        return Trouble.ofStatus(
                status, location, retryAfter.flatMap(text -> RetryAfter.parse(text, clock)));
    }
}
