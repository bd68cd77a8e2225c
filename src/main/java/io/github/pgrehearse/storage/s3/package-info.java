/// A store in a bucket of S3-compatible storage.
///
/// [S3Store] speaks of keys and bytes. `S3Requests` and `S3Uploads` send every request, `S3Clients`
/// makes the SDK's client, `S3Failures` and `S3Silence` find the words for what goes wrong.
@NullMarked
package io.github.pgrehearse.storage.s3;

import org.jspecify.annotations.NullMarked;
