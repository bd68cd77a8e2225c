package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Months of the service in a minute: a clock that nobody waits for, and a real directory.
@Timeout(600)
final class EnduranceTest {

    /// `-Dservice.rounds=1000` goes on for longer.
    private static final int ROUNDS = Integer.getInteger("service.rounds", 150);

    @TempDir Path directory;

    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");

    @Test
    void holdsOnToNothing() throws IOException {
        DirectoryStore store = new DirectoryStore(directory, new Traffic());
        Catalog catalog = new Catalog(store, "backups");
        Scene scene =
                new Scene(
                        time,
                        time,
                        event -> {},
                        new Pulse(System::nanoTime),
                        new RecordingLog(),
                        time::ended);
        SmallBackups backups = new SmallBackups(store, catalog, time);
        BackupWork work =
                new BackupWork(
                        new Service.Taking(
                                Schedule.every(Duration.ofHours(1)), Duration.ofHours(2), backups),
                        new OwnBackups(() -> SmallBackups.OWNER, catalog::owner),
                        scene);
        Loop loop = new Loop(work, new Lookout(catalog, new WrongClock(scene.log()), scene), scene);

        rounds(loop, 30); // until retention holds, and all classes are there
        Held before = Held.now();
        int files = files();
        rounds(loop, ROUNDS);
        Held after = Held.now();

        assertThat(backups.taken()).isEqualTo(30 + ROUNDS);
        assertThat(files()).isEqualTo(files);
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 1);
        assertThat(after.files()).isLessThanOrEqualTo(before.files() + 2);
        assertThat(after.heap()).isLessThan(before.heap() + 2_000_000);
    }

    @Test
    void amongTenThousandBackupsItKnowsSoonWhenTheNextIsDue() throws IOException {
        DirectoryStore store = new DirectoryStore(directory, new Traffic());
        Catalog catalog = new Catalog(store, "backups");
        SmallBackups backups = new SmallBackups(store, catalog, time);
        backups.take();
        Path folder = directory.resolve("backups");
        for (int hour = 1; hour < 10_000; hour++) {
            BackupName name = new BackupName(time.instant().minus(Duration.ofHours(hour)));
            for (String suffix : List.of(".sql.gz", ".globals.sql", ".manifest.json")) {
                Files.createFile(folder.resolve(name + suffix));
            }
        }
        RecordingListener listener = new RecordingListener();
        Scene scene =
                new Scene(
                        time,
                        time,
                        listener,
                        new Pulse(System::nanoTime),
                        new RecordingLog(),
                        time::ended);
        BackupWork work =
                new BackupWork(
                        new Service.Taking(
                                Schedule.every(Duration.ofHours(1)), Duration.ofHours(2), backups),
                        new OwnBackups(() -> SmallBackups.OWNER, catalog::owner),
                        scene);
        time.endAt(time.instant().plusSeconds(10).toString());

        long began = System.nanoTime();
        Loop loop = new Loop(work, new Lookout(catalog, new WrongClock(scene.log()), scene), scene);
        assertThatThrownBy(loop::run).isInstanceOf(InterruptedException.class);
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(backups.taken()).isEqualTo(1);
        assertThat(listener.all(Event.CatalogSeen.class).getFirst().backups()).isEqualTo(10_000);
        assertThat(took).isLessThan(Duration.ofSeconds(5));
    }

    /// An hour each.
    private void rounds(Loop loop, int many) {
        time.endAt(time.instant().plus(Duration.ofHours(many)).minusSeconds(10).toString());
        assertThatThrownBy(loop::run).isInstanceOf(InterruptedException.class);
    }

    private int files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return Math.toIntExact(files.count());
        }
    }
}
