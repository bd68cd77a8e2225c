package io.github.pgrehearse.storage.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a bucket's provider answers, as an operator writes it, and what the host tells about how
/// it wants to be asked.
///
/// People copy what their provider shows them: a host without a scheme, a slash at the end, the
/// bucket in the host or in the path. All of these are understood.
///
/// @param uri without the bucket's name and without a slash at its end
/// @param region which the host names, if it does
/// @param pathStyle whether the bucket's name belongs in the path; into the host only where that is
///   known to work
public record S3Endpoint(URI uri, Optional<String> region, boolean pathStyle) {

    private static final String REGION = "([a-z0-9-]+)";

    /// The hosts of providers that are known, with their region where it is a part of them.
    private static final List<Provider> PROVIDERS =
            List.of(
                    new Provider("s3\\.amazonaws\\.com", false),
                    new Provider(
                            "s3[.-](?:dualstack\\.)?" + REGION + "\\.amazonaws\\.com(?:\\.cn)?",
                            false),
                    new Provider("s3\\." + REGION + "\\.backblazeb2\\.com", true),
                    new Provider("s3\\." + REGION + "\\.wasabisys\\.com", true),
                    new Provider("s3\\." + REGION + "\\.scw\\.cloud", true),
                    new Provider(REGION + "\\.digitaloceanspaces\\.com", true),
                    new Provider("[a-z0-9.]+\\.r2\\.cloudflarestorage\\.com", true),
                    new Provider("storage\\.googleapis\\.com", true),
                    // Tigris, and the buckets of Railway, which are Tigris's
                    new Provider(
                            "(?:fly\\.storage|t3\\.storage|storage)(?:\\.tigris)?\\.dev", false),
                    new Provider("(?:t3\\.)?storageapi\\.dev|storage\\.railway\\.app", false));

    private record Provider(Pattern host, boolean pathStyle) {
        Provider(String host, boolean pathStyle) {
            this(Pattern.compile(host), pathStyle);
        }
    }

    /// Understands what an operator wrote.
    ///
    /// @throws IllegalArgumentException if it is none, with the reason
    public static S3Endpoint parse(String text, String bucket) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("://") && !lower.matches("https?://.*")) {
            throw noUrl();
        }
        URI written = uri(lower.contains("://") ? text : "https://" + text);
        String path = withoutBucket(written.getRawPath().replaceAll("/+$", ""), bucket);
        String host = written.getHost().toLowerCase(Locale.ROOT);
        Optional<String> inside =
                host.startsWith(bucket + ".")
                        ? Optional.of(host.substring(bucket.length() + 1))
                                .filter(rest -> find(rest).isPresent())
                        : Optional.empty();
        return known(written, inside.orElse(host), path, bucket);
    }

    private static S3Endpoint known(URI written, String host, String path, String bucket) {
        String port = written.getPort() < 0 ? "" : ":" + written.getPort();
        URI uri = uri(written.getScheme().toLowerCase(Locale.ROOT) + "://" + host + port + path);
        Optional<Provider> provider = find(host);
        // A certificate for *.host is not good for two labels before it
        boolean dotted = bucket.contains(".") && uri.getScheme().equals("https");
        boolean pathStyle = dotted || provider.map(Provider::pathStyle).orElse(true);
        Optional<String> region =
                provider.map(known -> known.host().matcher(host))
                        .filter(matcher -> matcher.matches() && matcher.groupCount() > 0)
                        .map(matcher -> matcher.group(1));
        return new S3Endpoint(uri, region, pathStyle);
    }

    private static Optional<Provider> find(String host) {
        return PROVIDERS.stream()
                .filter(provider -> provider.host().matcher(host).matches())
                .findFirst();
    }

    private static String withoutBucket(String path, String bucket) {
        return path.endsWith("/" + bucket)
                ? path.substring(0, path.length() - bucket.length() - 1)
                : path;
    }

    private static URI uri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException _) {
            throw noUrl();
        }
        // Wherever it stands: what is before it may be a password with a slash in it
        if (text.contains("@")) {
            throw new IllegalArgumentException(
                    "it holds a user or password: write S3_ACCESS_KEY_ID and"
                            + " S3_SECRET_ACCESS_KEY");
        }
        if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw noUrl();
        }
        return uri;
    }

    private static IllegalArgumentException noUrl() {
        return new IllegalArgumentException(
                "it is no URL: write https://host, http://host:port or file:///absolute/path");
    }
}
