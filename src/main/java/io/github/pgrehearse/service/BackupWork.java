package io.github.pgrehearse.service;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.schedule.Schedule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes a backup, looks at it, and lets go of old ones.
final class BackupWork implements Work {

    /// So many times running another backup may stand in the way before that is an error.
    static final int SKIPPED_TOO_OFTEN = 3;

    /// Soon enough for a daily backup whose process was replaced in the middle of it.
    static final Duration RETRY = Duration.ofMinutes(10);

    private final Service.Taking taking;
    private final OwnBackups ours;
    private final Scene scene;
    private Instant began = Instant.EPOCH;
    private boolean stands;
    private int skipped;
    private Optional<BackupName> newest = Optional.empty();
    private boolean inTheWay;

    BackupWork(Service.Taking taking, OwnBackups ours, Scene scene) {
        this.taking = taking;
        this.ours = ours;
        this.scene = scene;
    }

    @Override
    public String called() {
        return "backup";
    }

    @Override
    public Event.Work kind() {
        return Event.Work.BACKUP;
    }

    @Override
    public Schedule schedule() {
        return taking.schedule();
    }

    /// When the newest backup of our database began. A new one is what the other one was at.
    @Override
    public Optional<Instant> last(List<CatalogEntry> entries) throws IOException {
        Optional<BackupName> found = ours.newest(entries, scene.now());
        inTheWay &= found.equals(newest);
        newest = found;
        return found.map(BackupName::began);
    }

    @Override
    public Optional<Duration> retry() {
        return inTheWay ? Optional.of(RETRY) : Optional.empty();
    }

    @Override
    public void run() throws InterruptedException {
        began = scene.now();
        stands = false;
        scene.pulse().expect(kind(), taking.limit().plus(Pulse.USUAL));
        scene.tell(new Event.BackupBegan(began));
        Optional<Manifest> taken = take();
        if (taken.isEmpty()) {
            tellIfTheyHaveStopped();
        } else {
            stands = true;
            scene.tell(new Event.BackupCompleted(scene.now(), taken.get()));
            Owner owner = owner(taken.get());
            ours.are(owner);
            lookAt(taken.get());
            prune(owner);
        }
    }

    /// What breaks off behind a backup does not make it one that failed.
    @Override
    public void brokeOff(Event.Problem bug) {
        scene.tell(
                stands
                        ? new Event.PruneFailed(scene.now(), bug)
                        : new Event.BackupFailed(
                                scene.now(), Duration.between(began, scene.now()), bug));
    }

    private static Owner owner(Manifest manifest) {
        Manifest.Database database = manifest.database();
        return new Owner(database.systemIdentifier(), database.name());
    }

    private Optional<Manifest> take() throws InterruptedException {
        try {
            Manifest manifest = taking.backups().take();
            skipped = 0;
            inTheWay = false;
            return Optional.of(manifest);
        } catch (IOException e) {
            Failure failure = scene.failure(e);
            if (failure instanceof Failure.Busy busy) {
                skip(busy);
            } else {
                skipped = 0;
                inTheWay = false;
                scene.log().log(ERROR, failure.getMessage() + ". " + failure.hint());
                brokeOff(Scene.problem(failure));
            }
            return Optional.empty();
        }
    }

    private void skip(Failure.Busy busy) {
        skipped++;
        inTheWay = true;
        scene.log().log(
                skipped < SKIPPED_TOO_OFTEN ? WARNING : ERROR,
                busy.getMessage() + ". " + busy.hint());
        scene.tell(new Event.BackupSkipped(scene.now(), Scene.problem(busy), skipped));
    }

    /// One that is missed may have failed for what passes by itself: that a second one in a row is
    /// missing is told.
    private void tellIfTheyHaveStopped() {
        Schedule schedule = taking.schedule();
        newest.filter(last -> scene.now().isAfter(schedule.next(schedule.next(last.began()))))
                .ifPresent(last ->
                        scene.tell(
                                new Event.BackupsStale(
                                        scene.now(),
                                        last,
                                        Duration.between(last.began(), scene.now()))));
    }

    /// A backup that is not like the others is a backup.
    private void lookAt(Manifest manifest) throws InterruptedException {
        try {
            List<String> departures = taking.backups().departures(manifest);
            if (!departures.isEmpty()) {
                scene.tell(new Event.AnomalyFound(scene.now(), manifest.name(), departures));
            }
        } catch (IOException e) {
            Failure failure = scene.failure(e);
            scene.log().log(
                    WARNING,
                    "Cannot compare the backup with those before it [%s]. %s"
                            .formatted(failure.getMessage(), failure.hint()));
        }
    }

    /// What cannot be deleted today can be deleted tomorrow: the backup is there.
    private void prune(Owner owner) throws InterruptedException {
        try {
            Pruner.Result result = taking.backups().prune(owner);
            scene.tell(new Event.Pruned(scene.now(), result.deleted(), result.kept()));
        } catch (IOException e) {
            Failure failure = scene.failure(e);
            scene.log().log(
                    WARNING,
                    "Cannot delete old backups [%s]. %s"
                            .formatted(failure.getMessage(), failure.hint()));
            scene.tell(new Event.PruneFailed(scene.now(), Scene.problem(failure)));
        }
    }
}
