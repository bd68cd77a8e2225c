package io.github.pgrehearse.dump;

/// The large objects of a dump: how many, their bytes in all, and the sum modulo 2^64 of one
/// [Digest] each, of its oid in decimal ASCII, a zero byte, and its content.
public record LargeObjects(long count, long bytes, Digest digest) {

    public static final LargeObjects NONE = new LargeObjects(0, 0, Digest.NONE);
}
