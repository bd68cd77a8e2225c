package io.github.pgrehearse.stream;

import java.util.Random;

/// Inputs for compressors.
enum TestData {
    /// Does not compress: a damaged bit cannot hide.
    RANDOM,
    /// Compresses as a dump does.
    TEXT,
    /// Compresses extremely.
    ZEROES;

    byte[] of(int size) {
        byte[] data = new byte[size];
        Random random = new Random(size);
        switch (this) {
            case RANDOM -> random.nextBytes(data);
            case TEXT -> {
                random.nextBytes(data);
                for (int i = 0; i < size; i++) {
                    data[i] = (byte) (i % 23 == 0 ? '\n' : 'a' + (data[i] & 7));
                }
            }
            case ZEROES -> {}
        }
        return data;
    }
}
