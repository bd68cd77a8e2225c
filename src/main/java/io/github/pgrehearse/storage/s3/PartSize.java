package io.github.pgrehearse.storage.s3;

/// How large the parts of a multipart upload are: all alike, as some stores demand (R2), and few
/// enough.
final class PartSize {

    private static final long MIB = 1 << 20;

    static final long USUAL = 8 * MIB;

    /// S3 takes 10,000 parts. A tenth is kept back, since the size is only expected.
    private static final long PARTS_TO_PLAN = 9_000;

    static final int MOST_PARTS = 10_000;

    /// What S3 takes for one part.
    private static final long LARGEST = 5L * 1024 * MIB;

    private PartSize() {}

    /// For an object of at most `expected` bytes, in whole MiB.
    static long of(long expected) {
        long needed = Math.ceilDiv(Math.ceilDiv(expected, PARTS_TO_PLAN), MIB) * MIB;
        return Math.clamp(needed, USUAL, LARGEST);
    }
}
