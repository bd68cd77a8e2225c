package io.github.pgrehearse.storage.s3;

import io.github.pgrehearse.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// A bucket: where it is, and the keys to it.
///
/// @param endpoint scheme, host, perhaps a port and a path, without the bucket's name
/// @param region what requests are signed for; some providers call it `auto`
/// @param pathStyle whether the bucket's name stands in the path of a URL rather than in its host
/// @param authorities a PEM file of certificates to trust beside those that Java trusts
public record S3Bucket(
        URI endpoint,
        String name,
        String region,
        boolean pathStyle,
        String accessKeyId,
        Secret secretAccessKey,
        Optional<Path> authorities) {

    /// Where this is, without the keys to it.
    @Override
    public String toString() {
        return endpoint + "/" + name;
    }
}
