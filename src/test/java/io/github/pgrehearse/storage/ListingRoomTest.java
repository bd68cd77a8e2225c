package io.github.pgrehearse.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.failure.Failure;
import org.junit.jupiter.api.Test;

final class ListingRoomTest {

    @Test
    void aListingWithoutEndIsRefusedBeforeTheMemoryIs() throws Exception {
        ListingRoom room = new ListingRoom("s3://b/p", 1 << 20);
        for (int i = 0; i < 2000; i++) {
            room.take("backup_20240207_143022.sql.gz");
        }

        assertThatThrownBy(
                        () -> {
                            while (true) {
                                room.take("x".repeat(1024));
                            }
                        })
                .isInstanceOf(Failure.Store.class)
                .hasMessageStartingWith("Too many objects to list [s3://b/p: 2");
    }
}
