package io.github.pgrehearse.storage.s3;

/// What a request was for, in the words of a failure, and the permission that it needs.
enum S3Task {
    /// The first request of a backup: what hinders it would hinder the upload.
    PROBE("S3 upload failed", "s3:ListBucket"),
    UPLOAD("S3 upload failed", "s3:PutObject and s3:AbortMultipartUpload"),
    DOWNLOAD("Failed to download backup from S3", "s3:GetObject"),
    LOOK("Failed to look into S3", "s3:GetObject"),
    LIST("Failed to list backups in S3", "s3:ListBucket and s3:ListBucketMultipartUploads"),
    DELETE("Failed to delete from S3", "s3:DeleteObject and s3:AbortMultipartUpload");

    private final String failed;
    private final String permission;

    S3Task(String failed, String permission) {
        this.failed = failed;
        this.permission = permission;
    }

    String failed() {
        return failed;
    }

    /// As AWS names it; other stores have names of their own for the same.
    String permission() {
        return permission;
    }
}
