package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WrongClockTest {

    private static final Instant NOW = Instant.parse("2024-02-07T14:30:22Z");

    private final RecordingLog log = new RecordingLog();
    private final WrongClock wrongClock = new WrongClock(log);

    private static CatalogEntry backup(Duration ahead) {
        return new CatalogEntry(
                new BackupName(NOW.plus(ahead)),
                Optional.of(new StoredObject(new ObjectKey("b/x"), 7, NOW.plus(ahead))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void isToldOnceADay() {
        List<CatalogEntry> entries = List.of(backup(Duration.ofDays(30)), backup(Duration.ZERO));

        for (int hour = 0; hour < 48; hour++) {
            wrongClock.tell(entries, NOW.plus(Duration.ofHours(hour)));
        }

        assertThat(log.lines()).hasSize(2);
        assertThat(log.lines().getFirst())
                .startsWith(
                        "WARNING Backups are named in the future [1, such as backup_20240308_143022]");
    }

    @Test
    void clocksMayDifferALittle() {
        wrongClock.tell(List.of(backup(Duration.ofMinutes(5))), NOW);

        assertThat(log.lines()).isEmpty();
    }
}
