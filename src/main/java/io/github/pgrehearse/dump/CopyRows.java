package io.github.pgrehearse.dump;

import com.dynatrace.hash4j.hashing.HashStream64;

/// Counts and digests the rows of one COPY block, however the buffers cut them.
///
/// A row is the bytes between two line feeds: in COPY's text format a line feed inside a value is
/// written as `\n`, so that nothing else needs to be understood. A line that two buffers share is
/// hashed piece by piece: no row is ever held in memory, whatever its length.
public final class CopyRows {

    private static final int END_MARKER = ('\\' << 8) | '.';

    /// What psql takes for the end marker as well.
    private static final int END_MARKER_CR = (END_MARKER << 8) | '\r';

    private final HashStream64 cutLine = Digest.stream();

    /// Bytes of the current line that earlier buffers held.
    private long carried;

    /// The first three of them, to recognise the end marker.
    private int opening;

    private long rows;
    private long sum;
    private boolean foreign;

    /// Reads rows from `bytes[from..to)` and returns where the block ended, just behind the line
    /// `\.`, or -1 if it goes on behind `to`.
    public int scan(byte[] bytes, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                if (i - start + carried <= 3 && isEndMarker(bytes, start, i)) {
                    return i + 1;
                }
                rows++;
                sum += lineHash(bytes, start, i);
                start = i + 1;
            }
        }
        carry(bytes, start, to);
        return -1;
    }

    /// Whether a line went by that psql takes for the end marker, and that COPY never writes: with
    /// a carriage return.
    boolean isForeign() {
        return foreign;
    }

    /// How many rows went by.
    public long rows() {
        return rows;
    }

    /// The sum of their digests.
    public Digest digest() {
        return new Digest(sum);
    }

    long sum() {
        return sum;
    }

    private boolean isEndMarker(byte[] bytes, int from, int to) {
        int line = opening;
        for (int i = from; i < to; i++) {
            line = (line << 8) | (bytes[i] & 0xff);
        }
        long length = carried + (to - from);
        foreign |= length == 3 && line == END_MARKER_CR;
        return length == 2 && line == END_MARKER;
    }

    private long lineHash(byte[] bytes, int from, int to) {
        if (carried == 0) {
            return Digest.of(bytes, from, to);
        }
        long hash = cutLine.putBytes(bytes, from, to - from).getAsLong();
        cutLine.reset();
        carried = 0;
        opening = 0;
        return hash;
    }

    private void carry(byte[] bytes, int from, int to) {
        for (int i = from; i < to && carried + (i - from) < 3; i++) {
            opening = (opening << 8) | (bytes[i] & 0xff);
        }
        cutLine.putBytes(bytes, from, to - from);
        carried += to - from;
    }
}
