package io.github.pgrehearse.dump;

import com.dynatrace.hash4j.hashing.HashStream64;
import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.HexFormat;

/// An XXH3 64-bit hash with seed 0, or the sum modulo 2^64 of several, which does not depend on
/// their order. Written as 16 hexadecimal digits.
public record Digest(long value) {

    /// The sum of no hashes at all.
    public static final Digest NONE = new Digest(0);

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    /// The hash of these bytes.
    static long of(byte[] bytes, int from, int to) {
        return XXH3.hashBytesToLong(bytes, from, to - from);
    }

    /// A hash of bytes that arrive piece by piece.
    static HashStream64 stream() {
        return XXH3.hashStream();
    }

    /// Reads what [#toString] wrote.
    ///
    /// @throws IllegalArgumentException if it is anything else
    public static Digest parse(String hex) {
        if (hex.length() != 2 * Long.BYTES) {
            throw new IllegalArgumentException("not 16 hexadecimal digits: '" + hex + "'");
        }
        return new Digest(HexFormat.fromHexDigitsToLong(hex));
    }

    /// The sum of both.
    public Digest plus(Digest other) {
        return plus(other.value);
    }

    Digest plus(long hash) {
        return new Digest(value + hash);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(value);
    }
}
