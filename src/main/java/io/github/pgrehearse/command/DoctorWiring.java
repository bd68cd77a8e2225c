package io.github.pgrehearse.command;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.config.SettingsReader;
import io.github.pgrehearse.doctor.BucketExamination;
import io.github.pgrehearse.doctor.DatabaseExamination;
import io.github.pgrehearse.doctor.Diagnosis;
import io.github.pgrehearse.doctor.Doctor;
import io.github.pgrehearse.doctor.SandboxExamination;
import io.github.pgrehearse.doctor.StoreExamination;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.notify.Means;
import io.github.pgrehearse.notify.NoticePlan;
import io.github.pgrehearse.notify.Notices;
import io.github.pgrehearse.notify.Place;
import io.github.pgrehearse.settings.NoticeSettings;
import io.github.pgrehearse.settings.SettingsGroups;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Builds from the settings what looks at everything; of settings that cannot be used it says so,
/// and goes on without.
final class DoctorWiring {

    private static final String HINT = "docs/configuration.md describes each variable.";

    private final Wiring wiring;
    private final Diagnosis diagnosis;
    private final Clock clock;

    DoctorWiring(Wiring wiring, Diagnosis diagnosis) {
        this.wiring = wiring;
        this.diagnosis = diagnosis;
        this.clock = wiring.surroundings().clock();
    }

    Doctor doctor() throws IOException {
        Set<Class<? extends Record>> unusable = unusable();
        Optional<Settings> store = read(List.of(StoreSettings.class), unusable);
        Optional<ObjectStore> opened = Optional.empty();
        if (store.isPresent()) {
            opened = Optional.of(wiring.store(store.get(), Patience.SHORT));
        }
        Optional<Settings> backup = read(BackupWiring.SETTINGS, unusable);
        Optional<Settings> drill = read(DrillWiring.SETTINGS, unusable);
        return new Doctor(
                backup.isPresent()
                        ? Optional.of(database(backup.get(), opened.orElseThrow()))
                        : Optional.empty(),
                store.isPresent()
                        ? Optional.of(store(store.get(), opened.orElseThrow()))
                        : Optional.empty(),
                drill.isPresent() ? Optional.of(sandbox(drill.get())) : Optional.empty());
    }

    /// Sends a notice, so that somebody can see whether it arrives.
    void sendTestNotice() throws IOException {
        diagnosis.enter("Notices");
        Optional<NoticePlan> plan =
                wiring.read(wiring.besideData(), List.of(NoticeSettings.class))
                        .get(NoticeSettings.class)
                        .notices();
        if (plan.isEmpty()) {
            diagnosis.mend("webhook", "WEBHOOK_URL is not set", "Set it to where people read.");
            return;
        }
        Optional<Event.Problem> problem = send(plan.get());
        if (problem.isPresent()) {
            diagnosis.mend("webhook", problem.get().message(), problem.get().hint());
        } else {
            diagnosis.ok("webhook", "took a test notice: see that it has arrived");
        }
    }

    private Optional<Event.Problem> send(NoticePlan plan) throws InterruptedIOException {
        Means means = new Means(clock, Thread::sleep, new Random(), wiring.log());
        try {
            return Notices.test(plan, new Place("", ""), means);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while sending a notice");
        }
    }

    /// The groups that have a problem; each problem is noted once.
    private Set<Class<? extends Record>> unusable() {
        Set<Class<? extends Record>> unusable = new HashSet<>();
        Set<String> problems = new HashSet<>();
        diagnosis.enter("Settings");
        for (Class<? extends Record> group : SettingsGroups.ALL) {
            try {
                SettingsReader.read(
                        wiring.surroundings().environment(), List.of(group), SettingsGroups.ALL);
            } catch (Failure.Settings refused) {
                unusable.add(group);
                refused.getMessage()
                        .lines()
                        .filter(problems::add)
                        .forEach(line -> diagnosis.mend("variable", line, HINT));
            }
        }
        if (unusable.isEmpty()) {
            diagnosis.ok("variables", "all can be read; 'pgrehearse config' prints them");
        }
        return unusable;
    }

    private Optional<Settings> read(
            List<Class<? extends Record>> groups, Set<Class<? extends Record>> unusable)
            throws Failure.Settings {
        return groups.stream().anyMatch(unusable::contains)
                ? Optional.empty()
                : Optional.of(wiring.read(wiring.besideData(), groups));
    }

    private DatabaseExamination database(Settings settings, ObjectStore store) {
        BackupWiring backups = new BackupWiring(wiring, settings);
        return new DatabaseExamination(
                backups.source(),
                wiring.programs(settings),
                backups.options(),
                last(wiring.catalog(settings, store), clock.instant()),
                clock);
    }

    /// What is wrong with the store is said where the store is looked at.
    private static Optional<Manifest> last(Catalog catalog, Instant now) {
        try {
            return Optional.of(catalog.manifest(catalog.find("latest", now).name()));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private StoreExamination store(Settings settings, ObjectStore store) {
        StoreSettings places = settings.get(StoreSettings.class);
        return new StoreExamination(
                store,
                places.prefix(),
                places.isDirectory()
                        ? (_, _) -> {}
                        : new BucketExamination(places.s3Bucket(), clock),
                clock);
    }

    private SandboxExamination sandbox(Settings settings) throws Failure.Settings {
        return new SandboxExamination(new DrillWiring(wiring, settings).sandboxes()::open, clock);
    }
}
