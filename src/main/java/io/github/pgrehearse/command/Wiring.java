package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.backup.Backup;
import io.github.pgrehearse.backup.BackupPlan;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.config.SettingsReader;
import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.drill.DrillPlan;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.LogFormat;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Store;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Builds from the settings what the commands work with. What a command does not ask for is not
/// read: `list` needs no database.
final class Wiring {

    private static final List<Class<? extends Record>> BACKUP_SETTINGS =
            List.of(
                    DatabaseSettings.class,
                    StoreSettings.class,
                    BackupSettings.class,
                    ScheduleSettings.class,
                    ProgramSettings.class);

    private static final List<Class<? extends Record>> DRILL_SETTINGS =
            List.of(StoreSettings.class, VerifySettings.class, ProgramSettings.class);

    private final Surroundings surroundings;
    private final System.Logger log = System.getLogger("io.github.pgrehearse");

    Wiring(Surroundings surroundings) {
        this.surroundings = surroundings;
        besideData().attach(INFO, LogFormat.TEXT);
    }

    System.Logger log() {
        return log;
    }

    /// Where a command prints the data that it is asked for.
    PrintStream out() {
        return surroundings.out();
    }

    Instant now() {
        return surroundings.clock().instant();
    }

    /// The backups there are, for a command that prints data and logs to the standard error.
    Catalog catalog() throws IOException {
        Settings settings = read(besideData(), List.of(StoreSettings.class));
        StoreSettings store = settings.get(StoreSettings.class);
        return new Catalog(store(store, Patience.SHORT), store.prefix());
    }

    /// Takes a backup, and logs to the standard output.
    void takeBackup() throws IOException {
        Console console = new Console(surroundings.out(), surroundings.terminal());
        Settings settings = read(console, BACKUP_SETTINGS);
        StoreSettings places = settings.get(StoreSettings.class);
        ObjectStore store = store(places, Patience.LONG);
        Backup backup =
                new Backup(
                        plan(settings),
                        programs(settings),
                        store,
                        new Catalog(store, places.prefix()),
                        console,
                        surroundings.clock(),
                        log);
        backup.run(settings.get(DatabaseSettings.class).connection());
    }

    /// Rehearses a backup, and logs to the standard output.
    ///
    /// @param word what a person calls the backup; none: as the settings say
    Outcome drill(Optional<String> word, BooleanSupplier stopping) throws IOException {
        return drill(
                new Console(surroundings.out(), surroundings.terminal()),
                stopping,
                (drill, verify) -> drill.run(word.orElse(verify.backup())));
    }

    /// The same with a negative control.
    ///
    /// @param beside whether to log to the standard error
    Outcome drillWithControl(
            Optional<String> word, long seed, boolean beside, BooleanSupplier stopping)
            throws IOException {
        return drill(
                beside ? besideData() : new Console(surroundings.out(), surroundings.terminal()),
                stopping,
                (drill, verify) -> {
                    requireFull(verify);
                    return drill.runWithControl(word.orElse(verify.backup()), seed);
                });
    }

    /// Damage to rows shows where rows are compared.
    private static void requireFull(VerifySettings verify) throws Failure.Settings {
        if (verify.data() != DrillPlan.DataProof.FULL) {
            throw new Failure.Settings(
                    "VERIFY_DATA must be full for a negative control",
                    "Unset VERIFY_DATA for this command, or leave --negative-control out.");
        }
    }

    /// How a drill is to be run.
    private interface Run {
        Outcome of(Drill drill, VerifySettings verify) throws IOException;
    }

    private Outcome drill(Console console, BooleanSupplier stopping, Run run) throws IOException {
        Settings settings = read(console, DRILL_SETTINGS);
        StoreSettings places = settings.get(StoreSettings.class);
        VerifySettings verify = settings.get(VerifySettings.class);
        ObjectStore store = store(places, Patience.LONG);
        ClientPrograms programs = programs(settings);
        Drill drill =
                new Drill(
                        new DrillPlan(
                                verify.data(),
                                verify.queries(),
                                verify.timeout(),
                                verify.maxAge(),
                                surroundings.version()),
                        programs,
                        sandboxes(verify, programs.tools()),
                        store,
                        new Catalog(store, places.prefix()),
                        new Drill.Scene(surroundings.clock(), console, log, stopping));
        return run.of(drill, verify);
    }

    /// The database that is backed up lends its server only where no other is named.
    private Drill.Sandboxes sandboxes(VerifySettings verify, PgTools tools)
            throws Failure.Settings {
        Optional<ConnectionUri> named = verify.server();
        Optional<ConnectionUri> server =
                switch (verify.target()) {
                    case EPHEMERAL -> Optional.empty();
                    case SERVER -> Optional.of(named.isPresent() ? named.get() : source());
                    case AUTO -> named.isPresent() ? named : sourceIfSet();
                };
        boolean ephemeral =
                switch (verify.target()) {
                    case EPHEMERAL -> true;
                    case SERVER -> false;
                    case AUTO -> named.isEmpty();
                };
        return new SandboxChoice(
                ephemeral, server, verify.timeout(), tools, surroundings.temporary(), log);
    }

    private ConnectionUri source() throws Failure.Settings {
        return SettingsReader.read(
                        surroundings.environment(),
                        List.of(DatabaseSettings.class),
                        SettingsGroups.ALL)
                .get(DatabaseSettings.class)
                .connection();
    }

    private Optional<ConnectionUri> sourceIfSet() {
        try {
            return Optional.of(source());
        } catch (Failure.Settings unset) {
            return Optional.empty();
        }
    }

    /// Where a command logs that prints data.
    private Console besideData() {
        return new Console(surroundings.err(), false);
    }

    /// Every setting in force, of all groups.
    List<Settings.InForce> settingsInForce() throws Failure.Settings {
        return read(besideData(), SettingsGroups.ALL).inForce();
    }

    /// Reads these groups and how to log, and logs so from then on.
    private Settings read(Console console, List<Class<? extends Record>> groups)
            throws Failure.Settings {
        Set<Class<? extends Record>> all = new LinkedHashSet<>(groups);
        all.add(LogSettings.class);
        console.attach(INFO, LogFormat.TEXT);
        Settings settings =
                SettingsReader.read(
                        surroundings.environment(), List.copyOf(all), SettingsGroups.ALL);
        LogSettings logging = settings.get(LogSettings.class);
        console.attach(logging.loggerLevel(), logging.format());
        settings.warnings().forEach(warning -> log.log(WARNING, warning));
        return settings;
    }

    /// It lives as long as the process.
    private static ObjectStore store(StoreSettings settings, Patience patience) throws IOException {
        Optional<Path> directory = settings.directory();
        return directory.isPresent()
                ? new DirectoryStore(directory.get())
                : new S3Store(settings.s3Bucket(), patience);
    }

    private BackupPlan plan(Settings settings) {
        BackupSettings backup = settings.get(BackupSettings.class);
        ScheduleSettings schedule = settings.get(ScheduleSettings.class);
        List<String> options = new ArrayList<>();
        backup.excludeTables().forEach(pattern -> options.add("--exclude-table=" + pattern));
        backup.excludeTableData()
                .forEach(pattern -> options.add("--exclude-table-data=" + pattern));
        backup.excludeSchemas().forEach(pattern -> options.add("--exclude-schema=" + pattern));
        options.addAll(backup.options().arguments());
        return new BackupPlan(
                backup.compression(),
                backup.level(),
                surroundings.processors(),
                options,
                backup.globals(),
                backup.timeout(),
                schedule.cron().orElse(schedule.interval().toSeconds() + "s"),
                surroundings.version());
    }

    /// PostgreSQL's programs as they are installed here.
    PgTools tools() throws IOException {
        Settings settings = read(besideData(), List.of(ProgramSettings.class));
        return tools(settings);
    }

    private PgTools tools(Settings settings) {
        String path = surroundings.environment().getOrDefault("PATH", "");
        List<Path> places =
                Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(place -> !place.isBlank())
                        .map(Path::of)
                        .toList();
        return new PgTools(settings.get(ProgramSettings.class).places(), places);
    }

    /// What a program gets to see of our environment: what leads to `~/.pgpass`, to client
    /// certificates and to Kerberos.
    private ClientPrograms programs(Settings settings) {
        Map<String, String> kept = new HashMap<>(surroundings.environment());
        kept.keySet().retainAll(List.of("HOME", "KRB5CCNAME", "KRB5_CONFIG"));
        return new ClientPrograms(tools(settings), kept);
    }
}
