package io.github.pgrehearse.dump;

import com.dynatrace.hash4j.hashing.HashStream64;
import java.util.Arrays;

/// The bytes of one statement: all of them in its digest, its beginning in memory.
///
/// Holds at most 1 MiB, which is more than any statement needs to be understood: the longest column
/// list that PostgreSQL allows (1,600 names of 63 bytes) takes a fifth of it, and `pg_dump` writes
/// large objects 16 KiB at a time.
final class StatementBytes {

    static final int KEPT = 1 << 20;

    private final HashStream64 hash = Digest.stream();
    private byte[] head = new byte[4096];
    private int kept;
    private long length;

    void append(byte[] bytes, int from, int to) {
        hash.putBytes(bytes, from, to - from);
        length += to - from;
        int room = Math.min(to - from, KEPT - kept);
        if (room > 0) {
            if (kept + room > head.length) {
                head = Arrays.copyOf(head, Math.min(KEPT, Math.max(2 * head.length, kept + room)));
            }
            System.arraycopy(bytes, from, head, kept, room);
            kept += room;
        }
    }

    void clear() {
        hash.reset();
        kept = 0;
        length = 0;
    }

    long length() {
        return length;
    }

    long hash() {
        return hash.getAsLong();
    }

    /// The array that holds the beginning of the statement in its first [#kept] bytes.
    byte[] head() {
        return head;
    }

    int kept() {
        return kept;
    }
}
