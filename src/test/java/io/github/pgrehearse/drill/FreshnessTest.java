package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.storage.MemoryStore;
import io.github.pgrehearse.storage.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FreshnessTest {

    private static final BackupName NEWEST = new BackupName(Instant.parse("2024-02-07T14:30:00Z"));
    private static final BackupName OLDER = new BackupName(Instant.parse("2024-02-01T14:30:00Z"));

    private final MemoryStore store = new MemoryStore(Clock.systemUTC());
    private final Catalog catalog = new Catalog(store, "backups");

    private static Manifest manifest(BackupName name, String schedule) {
        Manifest full = Manifests.of(name, "app");
        return new Manifest(
                name,
                full.database(),
                full.tools(),
                schedule,
                full.dump(),
                full.session(),
                full.extensions(),
                full.contents(),
                Duration.ofMinutes(10),
                full.warnings());
    }

    private void storeDump(BackupName name) throws IOException {
        store("backups/" + name + ".sql.gz", "dump");
    }

    private void store(String key, String content) throws IOException {
        store.put(new ObjectKey(key), content.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isStale(Optional<Duration> maxAge, String now) throws IOException {
        return isStale(maxAge, now, Optional.empty());
    }

    private boolean isStale(Optional<Duration> maxAge, String now, Optional<Manifest> known)
            throws IOException {
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        return new Freshness(catalog, maxAge)
                .isStale(new Findings(clock, new RecordingLog()), known);
    }

    @ParameterizedTest
    @CsvSource({
        "3600s, 2024-02-07T15:31:00Z, false",
        "3600s, 2024-02-07T16:40:00Z, false",
        "3600s, 2024-02-07T16:40:01Z, true",
        "0 2 * * *, 2024-02-09T02:10:00Z, false",
        "0 2 * * *, 2024-02-09T02:10:01Z, true",
        "@weekly, 2024-02-17T00:00:00Z, false",
        "@weekly, 2024-02-18T00:11:00Z, true",
        "by hand, 2034-02-07T14:30:00Z, false"
    })
    void theNewestIsTooOldOnceTwoAreMissing(String schedule, String now, boolean stale)
            throws Exception {
        storeDump(NEWEST);
        catalog.publish(manifest(NEWEST, schedule));

        assertThat(isStale(Optional.empty(), now)).isEqualTo(stale);
    }

    @Test
    void aLimitThatIsSetCountsInstead() throws Exception {
        storeDump(NEWEST);
        catalog.publish(manifest(NEWEST, "3600s"));

        assertThat(isStale(Optional.of(Duration.ofDays(1)), "2024-02-08T14:30:00Z")).isFalse();
        assertThat(isStale(Optional.of(Duration.ofDays(1)), "2024-02-08T14:30:01Z")).isTrue();
    }

    @Test
    void theNewestCountsWhicheverIsRehearsed() throws Exception {
        storeDump(OLDER);
        storeDump(NEWEST);
        catalog.publish(manifest(OLDER, "3600s"));
        catalog.publish(manifest(NEWEST, "3600s"));

        Optional<Manifest> known = Optional.of(manifest(OLDER, "3600s"));
        assertThat(isStale(Optional.empty(), "2024-02-07T15:00:00Z", known)).isFalse();
    }

    @Test
    void aBackupWithoutAManifestThatCanBeReadSaysNothingOfASchedule() throws Exception {
        storeDump(NEWEST);
        assertThat(isStale(Optional.empty(), "2034-02-07T14:30:00Z")).isFalse();

        store("backups/" + NEWEST + ".manifest.json", "{");
        assertThat(isStale(Optional.empty(), "2034-02-07T14:30:00Z")).isFalse();
    }
}
