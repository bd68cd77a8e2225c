package io.github.pgrehearse.command;

import io.github.pgrehearse.backup.Backup;
import io.github.pgrehearse.backup.BackupPlan;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.settings.BackupScheduleSettings;
import io.github.pgrehearse.settings.BackupSettings;
import io.github.pgrehearse.settings.DatabaseSettings;
import io.github.pgrehearse.settings.ProgramSettings;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.storage.ObjectStore;
import java.util.ArrayList;
import java.util.List;

/// Builds from the settings what takes backups.
final class BackupWiring {

    /// The groups that it reads.
    static final List<Class<? extends Record>> SETTINGS =
            List.of(
                    DatabaseSettings.class,
                    StoreSettings.class,
                    BackupSettings.class,
                    BackupScheduleSettings.class,
                    ProgramSettings.class);

    private final Wiring wiring;
    private final Settings settings;

    BackupWiring(Wiring wiring, Settings settings) {
        this.wiring = wiring;
        this.settings = settings;
    }

    /// The database to back up.
    ConnectionUri source() {
        return settings.get(DatabaseSettings.class).connection();
    }

    Backup backup(ObjectStore store, Catalog catalog, Console console) {
        return new Backup(
                plan(),
                wiring.programs(settings),
                store,
                catalog,
                console,
                wiring.surroundings().clock(),
                wiring.log());
    }

    /// What `pg_dump` is given.
    List<String> options() {
        BackupSettings backup = settings.get(BackupSettings.class);
        List<String> options = new ArrayList<>();
        backup.excludeTables().forEach(pattern -> options.add("--exclude-table=" + pattern));
        backup.excludeTableData()
                .forEach(pattern -> options.add("--exclude-table-data=" + pattern));
        backup.excludeSchemas().forEach(pattern -> options.add("--exclude-schema=" + pattern));
        options.addAll(backup.options().arguments());
        return options;
    }

    private BackupPlan plan() {
        BackupSettings backup = settings.get(BackupSettings.class);
        return new BackupPlan(
                backup.compression(),
                backup.level(),
                wiring.surroundings().processors(),
                options(),
                backup.globals(),
                backup.timeout(),
                settings.get(BackupScheduleSettings.class).backups().toString(),
                wiring.surroundings().version());
    }
}
