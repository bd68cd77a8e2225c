package io.github.pgrehearse.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PartSizeTest {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({"0, 8", "1, 8", "72000, 8", "72001, 9", "1048576, 117", "5242880, 583"})
    void growsWithTheObject(long expectedMib, long partMib) {
        assertThat(PartSize.of(expectedMib * MIB)).isEqualTo(partMib * MIB);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 50_000_000_000L, 80_000_000_000L, 5L << 40, Long.MAX_VALUE})
    void isOneThatStoresTake(long expected) {
        assertThat(PartSize.of(expected)).isBetween(5 * MIB, 5L << 30);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 50_000_000_000L, 80_000_000_000L, 5L << 40})
    void leavesATenthOfThePartsForWhatWasNotExpected(long expected) {
        assertThat(Math.ceilDiv(expected, PartSize.of(expected))).isLessThanOrEqualTo(9_000);
    }
}
