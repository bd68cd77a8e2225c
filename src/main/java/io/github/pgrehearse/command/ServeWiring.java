package io.github.pgrehearse.command;

import io.github.pgrehearse.anomaly.History;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;
import io.github.pgrehearse.event.Listeners;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.notify.Heartbeat;
import io.github.pgrehearse.notify.Means;
import io.github.pgrehearse.notify.Notices;
import io.github.pgrehearse.notify.Place;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.service.Scene;
import io.github.pgrehearse.service.Service;
import io.github.pgrehearse.settings.BackupScheduleSettings;
import io.github.pgrehearse.settings.NoticeSettings;
import io.github.pgrehearse.settings.RetentionSettings;
import io.github.pgrehearse.settings.ServiceSettings;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.settings.VerifyScheduleSettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Builds the service from the settings, with all who listen to it.
final class ServeWiring implements AutoCloseable {

    private final Wiring wiring;
    private final Console console;
    private final boolean backups;
    private final boolean drills;
    private final Settings settings;
    private final ObjectStore store;
    private final Catalog catalog;
    private final List<Runnable> opened = new ArrayList<>();

    /// Reads the settings of all that is wanted.
    ///
    /// @param backups whether to take them
    /// @param drills whether to hold them
    ServeWiring(Wiring wiring, boolean backups, boolean drills) throws IOException {
        this.wiring = wiring;
        this.console = wiring.console();
        this.backups = backups;
        this.drills = drills;
        this.settings = wiring.read(console, groups());
        this.store = wiring.store(settings, Patience.LONG);
        this.catalog = wiring.catalog(settings, store);
    }

    private List<Class<? extends Record>> groups() {
        Set<Class<? extends Record>> groups = new LinkedHashSet<>();
        if (backups) {
            groups.addAll(BackupWiring.SETTINGS);
            groups.add(RetentionSettings.class);
        }
        if (drills) {
            groups.addAll(DrillWiring.SETTINGS);
            groups.add(VerifyScheduleSettings.class);
        }
        groups.add(ServiceSettings.class);
        groups.add(NoticeSettings.class);
        return List.copyOf(groups);
    }

    /// What the service says of itself when it starts.
    List<String> greeting() {
        List<String> lines = new ArrayList<>();
        if (backups) {
            lines.add("Backup service started");
        }
        if (drills) {
            lines.add("Verify service started");
        }
        if (backups) {
            lines.add("Target database: " + new BackupWiring(wiring, settings).source());
        }
        lines.add("S3 endpoint: " + settings.get(StoreSettings.class).endpoint());
        if (backups) {
            lines.add("Backup " + words(backupSchedule()));
        }
        if (drills) {
            lines.add("Verify " + words(drillSchedule()));
        }
        return lines;
    }

    private static String words(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Interval interval -> "interval: " + interval;
            case Schedule.Cron cron -> "schedule: %s (UTC)".formatted(cron);
        };
    }

    private Schedule backupSchedule() {
        return settings.get(BackupScheduleSettings.class).backups();
    }

    private Schedule drillSchedule() {
        return settings.get(VerifyScheduleSettings.class).drills();
    }

    /// @param stopping whether the process has been told to end
    Service service(BooleanSupplier stopping) throws IOException {
        Optional<Service.Taking> taking = backups ? Optional.of(taking()) : Optional.empty();
        Optional<Service.Rehearsing> rehearsing =
                drills ? Optional.of(rehearsing(stopping)) : Optional.empty();
        // Whoever only looks does not wait for long
        ObjectStore lookedInto = wiring.store(settings, Patience.SHORT);
        return new Service(
                taking,
                rehearsing,
                wiring.catalog(settings, lookedInto),
                new Scene(
                        wiring.surroundings().clock(),
                        Thread::sleep,
                        new Listeners(listeners(), wiring.log()),
                        wiring.log(),
                        stopping));
    }

    private Service.Taking taking() {
        BackupWiring parts = new BackupWiring(wiring, settings);
        int percent = settings.get(ServiceSettings.class).anomalyPercent();
        return new Service.Taking(
                backupSchedule(),
                new ServedBackups(
                        parts.backup(store, catalog, console),
                        parts.source(),
                        new History(catalog, percent, wiring.log()),
                        new Pruner(
                                catalog,
                                settings.get(RetentionSettings.class).policy(),
                                wiring.surroundings().clock(),
                                wiring.log())));
    }

    private Service.Rehearsing rehearsing(BooleanSupplier stopping) throws IOException {
        DrillWiring parts = new DrillWiring(wiring, settings);
        Drill drill = parts.drill(store, catalog, console, stopping);
        String which = parts.verify().backup();
        return new Service.Rehearsing(drillSchedule(), () -> drill.run(which));
    }

    private List<Listener> listeners() {
        List<Listener> listeners = new ArrayList<>();
        NoticeSettings told = settings.get(NoticeSettings.class);
        Means means =
                new Means(wiring.surroundings().clock(), Thread::sleep, new Random(), wiring.log());
        told.notices()
                .map(plan -> Notices.open(plan, place(), means))
                .ifPresent(notices -> {
                    listeners.add(notices);
                    opened.add(notices::close);
                });
        Event.Work work = backups ? Event.Work.BACKUP : Event.Work.DRILL;
        told.heartbeats()
                .map(address -> Heartbeat.open(address, work, means))
                .ifPresent(heartbeat -> {
                    listeners.add(heartbeat);
                    opened.add(heartbeat::close);
                });
        return listeners;
    }

    private Place place() {
        String database = backups ? new BackupWiring(wiring, settings).source().toString() : "";
        return new Place(database, catalog.toString());
    }

    /// Ends what was opened for the service.
    @Override
    public void close() {
        opened.forEach(Runnable::run);
    }
}
