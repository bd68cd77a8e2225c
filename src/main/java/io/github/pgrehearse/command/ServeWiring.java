package io.github.pgrehearse.command;

import io.github.pgrehearse.anomaly.History;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.endpoint.Probe;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.notify.Place;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.schedule.Schedule;
import io.github.pgrehearse.service.Pulse;
import io.github.pgrehearse.service.Scene;
import io.github.pgrehearse.service.Service;
import io.github.pgrehearse.settings.BackupScheduleSettings;
import io.github.pgrehearse.settings.BackupSettings;
import io.github.pgrehearse.settings.NoticeSettings;
import io.github.pgrehearse.settings.RetentionSettings;
import io.github.pgrehearse.settings.ServiceSettings;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.settings.VerifyScheduleSettings;
import io.github.pgrehearse.settings.VerifySettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Builds the service from the settings, with all who listen to it.
final class ServeWiring implements AutoCloseable {

    /// How long the database may take to answer who asks for the health of the service.
    private static final Duration PROBED = Duration.ofSeconds(5);

    private final Wiring wiring;
    private final Console console;
    private final boolean backups;
    private final boolean drills;
    private final Settings settings;
    private final ObjectStore store;
    private final Catalog catalog;
    private final ObjectStore lookedInto;
    private final Pulse pulse = new Pulse(System::nanoTime);
    private final ServeListeners listeners;

    /// Reads the settings of all that is wanted, and begins to answer. The caller closes it.
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
        // Whoever only looks does not wait for long
        this.lookedInto = wiring.store(settings, Patience.SHORT);
        this.listeners =
                ServeListeners.open(
                        wiring,
                        settings,
                        probes(),
                        pulse::beats,
                        backups ? Event.Work.BACKUP : Event.Work.DRILL,
                        place());
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
            lines.add("Target database: " + source());
        }
        lines.add("S3 endpoint: " + settings.get(StoreSettings.class).endpoint());
        if (backups) {
            lines.add("Backup " + words(backupSchedule()));
        }
        if (drills) {
            lines.add("Verify " + words(drillSchedule()));
        }
        if (backups) {
            lines.add("Retention: " + settings.get(RetentionSettings.class).words());
        }
        lines.addAll(listeners.greeting());
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

    /// The service is about to end.
    void stop() {
        listeners.stop();
    }

    /// @param stopping whether the process has been told to end
    Service service(BooleanSupplier stopping) throws IOException {
        Optional<Service.Taking> taking = backups ? Optional.of(taking()) : Optional.empty();
        Optional<Service.Rehearsing> rehearsing =
                drills ? Optional.of(rehearsing(stopping)) : Optional.empty();
        return new Service(
                taking,
                rehearsing,
                wiring.catalog(settings, lookedInto),
                new Scene(
                        wiring.surroundings().clock(),
                        Thread::sleep,
                        listeners.listener(),
                        pulse,
                        wiring.log(),
                        stopping));
    }

    private Service.Taking taking() {
        BackupWiring parts = new BackupWiring(wiring, settings);
        int percent = settings.get(ServiceSettings.class).anomalyPercent();
        return new Service.Taking(
                backupSchedule(),
                settings.get(BackupSettings.class).timeout(),
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
        return new Service.Rehearsing(
                drillSchedule(),
                settings.get(VerifySettings.class).timeout(),
                new ServedDrills(drill, parts));
    }

    private Map<String, Probe> probes() throws IOException {
        Map<String, Probe> probes = new HashMap<>();
        probes.put("store", Probe.of(lookedInto::probe));
        Optional<ConnectionUri> database =
                backups ? Optional.of(source()) : settings.get(VerifySettings.class).server();
        database.ifPresent(
                uri -> probes.put("database", Probe.of(() -> Source.connect(uri, PROBED).close())));
        return probes;
    }

    private ConnectionUri source() {
        return new BackupWiring(wiring, settings).source();
    }

    private Place place() {
        return new Place(backups ? source().toString() : "", catalog.toString());
    }

    @Override
    public void close() {
        listeners.close();
    }
}
