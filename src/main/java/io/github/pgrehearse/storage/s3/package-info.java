/// A store in a bucket of S3-compatible storage.
///
/// [S3Store] and its parts speak of keys and bytes; only `S3Requests`, `S3Clients` and `S3Failures`
/// know the SDK.
@NullMarked
package io.github.pgrehearse.storage.s3;

import org.jspecify.annotations.NullMarked;
