package io.github.pgrehearse.notify;

import io.github.pgrehearse.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// A URL to send to. It is a secret from its path on, since whoever knows it can send there too;
/// what is shown of it is scheme and host.
///
/// @param url what is requested, without user and password
/// @param authorization the header that the URL's user and password amount to
public record Address(Secret url, String shown, Optional<Secret> authorization) {

    /// Reads what a person wrote.
    ///
    /// @throws IllegalArgumentException with what is wrong and nothing of the text
    public static Address parse(Secret written) {
        try {
            return of(new URI(written.reveal()));
        } catch (URISyntaxException e) {
            // its message, and as a cause its input, would show the text
            throw unusable();
        }
    }

    private static Address of(URI uri) {
        String scheme = lower(uri.getScheme() == null ? "" : uri.getScheme());
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        if (!scheme.matches("https?") || host.isEmpty() || host.startsWith(":")) {
            throw unusable();
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String shown = scheme + "://" + lower(host);
        return new Address(
                new Secret(shown + path + query),
                shown,
                Optional.ofNullable(uri.getUserInfo()).map(Address::basic));
    }

    private static Secret basic(String userAndPassword) {
        byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
        return new Secret("Basic " + Base64.getEncoder().encodeToString(bytes));
    }

    private static IllegalArgumentException unusable() {
        return new IllegalArgumentException("it is no URL that begins with https:// or http://");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /// The address with more behind its path; its query stays where it is.
    Address below(String more) {
        String[] parts = url.reveal().split("\\?", 2);
        String query = parts.length > 1 ? "?" + parts[1] : "";
        return new Address(
                new Secret(parts[0].replaceFirst("/+$", "") + more + query), shown, authorization);
    }

    URI uri() {
        return URI.create(url.reveal());
    }

    /// The name of the host, without a port.
    String host() {
        return shown.replaceFirst("^https?://", "").replaceFirst(":[0-9]*$", "");
    }

    /// Scheme and host.
    @Override
    public String toString() {
        return shown;
    }
}
