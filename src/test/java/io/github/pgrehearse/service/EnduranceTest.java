package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.RecordingLog;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.retention.Retention;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Months of the service in a minute: a clock that nobody waits for, and a real directory.
@Timeout(600)
final class EnduranceTest {

    /// `-Dservice.rounds=1000` goes on for longer.
    private static final int ROUNDS = Integer.getInteger("service.rounds", 150);

    private static final Owner OWNER = new Owner("7332412345678901234", "app");

    @TempDir Path directory;

    private final FakeTime time = new FakeTime("2024-02-07T14:30:22Z");
    private final AtomicInteger taken = new AtomicInteger();

    /// What a process holds on to.
    private record Held(int threads, long files, long heap) {

        static Held now() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Held(
                    Thread.activeCount(),
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount(),
                    runtime.totalMemory() - runtime.freeMemory());
        }
    }

    /// Stores small backups, and prunes them.
    private final class SmallBackups implements Backups {

        private final DirectoryStore store;
        private final Catalog catalog;
        private final Pruner pruner;

        SmallBackups(DirectoryStore store, Catalog catalog) {
            this.store = store;
            this.catalog = catalog;
            this.pruner =
                    new Pruner(catalog, new Retention(1, 1, 0, 0, 0, 0), time, new RecordingLog());
        }

        @Override
        public Manifest take() throws IOException {
            BackupName name = catalog.begin(time.instant(), OWNER);
            Manifest manifest = Manifests.of(name, OWNER.database());
            try (ObjectWriter dump = store.create(catalog.dumpKey(name, ".sql.gz"), 0)) {
                dump.write(new byte[1000]);
                dump.commit();
            }
            catalog.publish(manifest);
            catalog.unmark(name);
            taken.incrementAndGet();
            return manifest;
        }

        @Override
        public Owner owner() {
            return OWNER;
        }

        @Override
        public List<String> departures(Manifest newest) {
            return List.of();
        }

        @Override
        public Pruner.Result prune(Owner ours) throws IOException {
            return pruner.run(ours);
        }
    }

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
        BackupWork work =
                new BackupWork(
                        new Service.Taking(
                                Schedule.every(Duration.ofHours(1)),
                                Duration.ofHours(2),
                                new SmallBackups(store, catalog)),
                        new OwnBackups(() -> OWNER, catalog::owner),
                        scene);
        Loop loop = new Loop(work, new Lookout(catalog, scene), scene);

        rounds(loop, 30); // until retention holds, and all classes are there
        Held before = Held.now();
        int files = files();
        rounds(loop, ROUNDS);
        Held after = Held.now();

        assertThat(taken.get()).isEqualTo(30 + ROUNDS);
        assertThat(files()).isEqualTo(files);
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 1);
        assertThat(after.files()).isLessThanOrEqualTo(before.files() + 2);
        assertThat(after.heap()).isLessThan(before.heap() + 2_000_000);
    }

    @Test
    void amongTenThousandBackupsItKnowsSoonWhenTheNextIsDue() throws IOException {
        DirectoryStore store = new DirectoryStore(directory, new Traffic());
        Catalog catalog = new Catalog(store, "backups");
        new SmallBackups(store, catalog).take();
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
                                Schedule.every(Duration.ofHours(1)),
                                Duration.ofHours(2),
                                new SmallBackups(store, catalog)),
                        new OwnBackups(() -> OWNER, catalog::owner),
                        scene);
        time.endAt(time.instant().plusSeconds(10).toString());

        long began = System.nanoTime();
        Loop loop = new Loop(work, new Lookout(catalog, scene), scene);
        assertThatThrownBy(loop::run).isInstanceOf(InterruptedException.class);
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        assertThat(taken.get()).isEqualTo(1);
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
