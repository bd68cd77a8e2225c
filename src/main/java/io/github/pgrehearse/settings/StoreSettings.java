package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.CheckedSettings;
import io.github.pgrehearse.config.Problem;
import io.github.pgrehearse.config.Secret;
import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.s3.S3Bucket;
import io.github.pgrehearse.storage.s3.S3Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where backups are kept. [#problems] are reported before anything else is asked for.
@SettingsGroup(
        title = "Store",
        text =
                "Where backups are kept: a bucket of S3-compatible storage, or a directory. A bucket"
                        + " needs its name and a pair of keys; a directory needs none of them.")
public record StoreSettings(
        @Setting(
                        name = "S3_ENDPOINT",
                        help =
                                "Endpoint of the S3-compatible storage, as a URL; or"
                                        + " `file:///absolute/path`, a directory that holds the backups"
                                        + " in the same layout.",
                        example = "https://s3.amazonaws.com")
                String endpoint,
        @Setting(
                        name = "S3_BUCKET",
                        help = "Bucket of the backups.",
                        requiredUnless = "`S3_ENDPOINT` is a directory",
                        example = "my-postgres-backups")
                Optional<String> bucket,
        @Setting(
                        name = "S3_ACCESS_KEY_ID",
                        help = "S3 access key ID.",
                        requiredUnless = "`S3_ENDPOINT` is a directory",
                        example = "AKIAIOSFODNN7EXAMPLE")
                Optional<Secret> accessKeyId,
        @Setting(
                        name = "S3_SECRET_ACCESS_KEY",
                        help = "S3 secret access key.",
                        requiredUnless = "`S3_ENDPOINT` is a directory",
                        example = "wJalrXUtnFEMI/K7MDENG...")
                Optional<Secret> secretAccessKey,
        @Setting(
                        name = "S3_REGION",
                        help =
                                "Region of the bucket, or what the provider calls it (`auto` at some)."
                                        + " Unset, the endpoint's host tells it where it is a part of"
                                        + " the name.",
                        fallback = UNSET_REGION,
                        example = "us-west-2")
                String region,
        @Setting(
                        name = "S3_PATH_STYLE",
                        help =
                                "Whether the bucket's name stands in the path of a URL rather than"
                                        + " in its host; `auto` decides by the endpoint.",
                        fallback = "auto",
                        example = "true")
                PathStyle pathStyle,
        @Setting(
                        name = "S3_CA_FILE",
                        help =
                                "PEM file of the authorities to trust for the endpoint, beside those"
                                        + " that Java trusts: for one with a certificate of your own.",
                        example = "/etc/ssl/certs/minio-ca.pem")
                Optional<String> caFile,
        @Setting(
                        name = "BACKUP_PREFIX",
                        help =
                                "Folder of the backups in the bucket or directory; slashes around it"
                                        + " do not count, and `/` alone is the top.",
                        fallback = "postgres-backups",
                        example = "production/backups")
                String givenPrefix)
        implements CheckedSettings {

    private static final String DIRECTORY_SCHEME = "file:";
    private static final String UNSET_REGION = "us-east-1";

    /// What some providers call their only region; elsewhere the host may tell.
    private static final String AUTO_REGION = "auto";

    /// Whether the bucket's name stands in the path of a URL.
    public enum PathStyle {
        AUTO,
        TRUE,
        FALSE
    }

    @Override
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        if (isDirectory()) {
            directoryProblem().ifPresent(problems::add);
        } else {
            endpointProblem().ifPresent(problems::add);
            requirePresent(bucket, "S3_BUCKET", problems);
            requirePresent(accessKeyId, "S3_ACCESS_KEY_ID", problems);
            requirePresent(secretAccessKey, "S3_SECRET_ACCESS_KEY", problems);
        }
        if (caFile.isPresent() && !Files.isReadable(Path.of(caFile.get()))) {
            problems.add(
                    Problem.invalid("S3_CA_FILE", "there is no file to read at " + caFile.get()));
        }
        prefixProblem().ifPresent(problems::add);
        return problems;
    }

    public boolean isDirectory() {
        return endpoint.startsWith(DIRECTORY_SCHEME);
    }

    /// The directory that is the store; empty if a bucket is.
    public Optional<Path> directory() {
        return isDirectory() ? Optional.of(path()) : Optional.empty();
    }

    /// The bucket that is the store; not to be asked for where a directory is.
    public S3Bucket s3Bucket() {
        S3Endpoint parsed = S3Endpoint.parse(endpoint, bucket.orElseThrow());
        boolean unset = region.equals(UNSET_REGION) || region.equals(AUTO_REGION);
        return new S3Bucket(
                parsed.uri(),
                bucket.orElseThrow(),
                unset ? parsed.region().orElse(region) : region,
                switch (pathStyle) {
                    case AUTO -> parsed.pathStyle();
                    case TRUE -> true;
                    case FALSE -> false;
                },
                accessKeyId.orElseThrow().reveal(),
                secretAccessKey.orElseThrow(),
                caFile.map(Path::of));
    }

    /// The prefix without slashes around it; empty for the top of the store.
    public String prefix() {
        return givenPrefix.replaceAll("^/+|/+$", "");
    }

    /// Percent-encoding is undone where the whole is a URI; a path that was written as it is, with
    /// spaces or the like in it, is taken as it is.
    private Path path() {
        try {
            return Path.of(new URI(endpoint).getPath());
        } catch (URISyntaxException e) {
            return Path.of(endpoint.substring((DIRECTORY_SCHEME + "//").length()));
        }
    }

    private Optional<Problem> directoryProblem() {
        return endpoint.matches("file:///+[^/].*") && !endpoint.matches(".*[?#].*")
                ? Optional.empty()
                : Optional.of(
                        Problem.invalid(
                                "S3_ENDPOINT",
                                "a directory is written file:///absolute/path, with three slashes"
                                        + " and without ? and #"));
    }

    private Optional<Problem> endpointProblem() {
        try {
            S3Endpoint.parse(endpoint, bucket.orElse(""));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Problem.invalid("S3_ENDPOINT", String.valueOf(e.getMessage())));
        }
    }

    private Optional<Problem> prefixProblem() {
        try {
            if (!prefix().isEmpty()) {
                new ObjectKey(prefix());
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(
                    Problem.invalid(
                            "BACKUP_PREFIX",
                            "%s has an empty part, or one that is . or .. between its slashes"
                                    .formatted(givenPrefix)));
        }
    }

    private static void requirePresent(Optional<?> value, String variable, List<Problem> problems) {
        if (value.isEmpty()) {
            problems.add(Problem.missing(variable));
        }
    }
}
