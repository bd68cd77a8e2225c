package io.github.pgrehearse.dump;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for bytes of zero, eight at a time.
final class Zeros {

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Zeros() {}

    /// Whether one is among `bytes[from..to)`.
    static boolean in(byte[] bytes, int from, int to) {
        int i = from;
        long found = 0;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(bytes, i);
            found |= (word - ONES) & ~word & HIGHS;
        }
        for (; i < to; i++) {
            found |= bytes[i] == 0 ? 1 : 0;
        }
        return found != 0;
    }
}
