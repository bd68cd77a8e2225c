package io.github.pgrehearse.dump;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The hash of a row is part of the manifest's format: anybody must be able to recompute it.
final class RowHashTest {

    private static final int PRIME_32 = 0x9E3779B1;
    private static final long PRIME_64 = 0x9E3779B185EBCA8DL;

    /// The vectors are those of `tests/sanity_test_vectors.h` of the xxHash project, one for each
    /// way in which XXH3 treats a length.
    @ParameterizedTest
    @CsvSource({
        "0, 2d06800538d394c2",
        "1, c44bdff4074eecdb",
        "6, 27b56a84cd2d7325",
        "12, a713daf0dfbb77e7",
        "24, a3fe70bf9d3510eb",
        "48, 397da259ecba1f11",
        "80, bcdefbbb2c47c90a",
        "195, cd94217ee362ec3a",
        "403, cdeb804d65c6dea4",
        "512, 617e49599013cb6b",
        "2048, dd59e2c3a5f038e0",
        "2240, 6e73a90539cf2948",
        "2367, cb37aeb9e5d361ed",
    })
    void isXxh3WithSeedZero(int length, String expected) {
        byte[] input = new byte[length];
        long generator = Integer.toUnsignedLong(PRIME_32);
        for (int i = 0; i < length; i++) {
            input[i] = (byte) (generator >>> 56);
            generator *= PRIME_64;
        }

        assertThat(Hashing.xxh3_64().hashBytesToLong(input))
                .isEqualTo(Long.parseUnsignedLong(expected, 16));
    }
}
