package io.github.pgrehearse.catalog;

/// What the beginning of a manifest tells: of which backup and database it is, and which dump it
/// describes.
///
/// @param size of the dump as stored, in bytes
/// @param sha256 of the same
public record ManifestHead(BackupName backup, Owner owner, long size, String sha256) {}
