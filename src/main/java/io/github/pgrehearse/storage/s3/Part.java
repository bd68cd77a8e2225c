package io.github.pgrehearse.storage.s3;

import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The bytes of one request, kept so that they can be sent as often as it takes.
///
/// They lie outside the heap, which is small: memory that is given back at once when this is
/// closed, and that is as large as its limit only once there is much to keep.
final class Part implements AutoCloseable {

    /// Enough for a manifest of most databases; what is larger is most likely a dump.
    private static final long SMALL_BYTES = 1 << 20;

    private static final long FIRST_BYTES = 1 << 16;
    private static final int PIECE = 1 << 16;

    private final long limit;
    private Arena arena = Arena.ofShared();
    private MemorySegment memory;
    private long size;

    Part(long limit) {
        this.limit = limit;
        this.memory = arena.allocate(Math.min(limit, FIRST_BYTES));
    }

    /// Takes as many of the bytes as there is room for, and says how many.
    int write(byte[] bytes, int offset, int length) {
        int taken = (int) Math.min(length, limit - size);
        reserve(size + taken);
        MemorySegment.copy(bytes, offset, memory, ValueLayout.JAVA_BYTE, size, taken);
        size += taken;
        return taken;
    }

    boolean isFull() {
        return size == limit;
    }

    long size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /// The bytes from the first one, anew with each call.
    InputStream read() {
        return new PartInputStream(memory.asSlice(0, size));
    }

    /// What `Content-MD5` takes: demanded by buckets with object lock, and understood by every
    /// store, so that none keeps a part that was damaged on the way.
    String md5() {
        MessageDigest md5;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
        byte[] piece = new byte[PIECE];
        for (long at = 0; at < size; at += PIECE) {
            int count = (int) Math.min(PIECE, size - at);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, piece, 0, count);
            md5.update(piece, 0, count);
        }
        return Base64.getEncoder().encodeToString(md5.digest());
    }

    /// Gives the memory back. Nobody may be reading it.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // it takes the place of the one that is closed
    private void reserve(long bytes) {
        if (bytes <= memory.byteSize()) {
            return;
        }
        Arena larger = Arena.ofShared();
        MemorySegment grown = larger.allocate(bytes <= SMALL_BYTES ? SMALL_BYTES : limit);
        MemorySegment.copy(memory, 0, grown, 0, size);
        arena.close();
        arena = larger;
        memory = grown;
    }

    private static final class PartInputStream extends InputStream {
        private final MemorySegment bytes;
        private long position;

        PartInputStream(MemorySegment bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return position < bytes.byteSize()
                    ? Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, position++))
                    : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int count = (int) Math.min(length, bytes.byteSize() - position);
            if (count == 0) {
                return -1;
            }
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, bytes.byteSize() - position);
        }
    }
}
