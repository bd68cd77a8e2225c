package io.github.pgrehearse.notify;

/// Which database is backed up, and where to, as people know them and without a secret.
///
/// @param database as in `db:5432/app`, without user and password
/// @param store the folder of the backups, as in `s3://bucket/postgres-backups`
public record Place(String database, String store) {}
