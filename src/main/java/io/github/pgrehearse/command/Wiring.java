package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.config.SettingsReader;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.LogFormat;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.settings.DatabaseSettings;
import io.github.pgrehearse.settings.LogSettings;
import io.github.pgrehearse.settings.ProgramSettings;
import io.github.pgrehearse.settings.SettingsGroups;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.Traffic;
import io.github.pgrehearse.storage.directory.DirectoryStore;
import io.github.pgrehearse.storage.s3.Patience;
import io.github.pgrehearse.storage.s3.S3Store;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Builds from the settings what all commands work with. What a command does not ask for is not
/// read: `list` needs no database. What only some of them need has a wiring of its own.
final class Wiring {

    private final Surroundings surroundings;
    private final Traffic traffic = new Traffic();
    private final System.Logger log = System.getLogger("io.github.pgrehearse");

    Wiring(Surroundings surroundings) {
        this.surroundings = surroundings;
        besideData().attach(INFO, LogFormat.TEXT);
    }

    Surroundings surroundings() {
        return surroundings;
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

    /// Where a command logs that prints no data.
    Console console() {
        return new Console(surroundings.out(), surroundings.terminal());
    }

    /// Where a command logs that prints data.
    Console besideData() {
        return new Console(surroundings.err(), false);
    }

    /// Reads these groups and how to log, and logs so from then on.
    Settings read(Console console, List<Class<? extends Record>> groups) throws Failure.Settings {
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

    /// Every setting in force, of all groups.
    List<Settings.InForce> settingsInForce() throws Failure.Settings {
        return read(besideData(), SettingsGroups.ALL).inForce();
    }

    /// The database that is backed up, for a command that can do without.
    ///
    /// @throws Failure.Settings if it is not named
    ConnectionUri source() throws Failure.Settings {
        return SettingsReader.read(
                        surroundings.environment(),
                        List.of(DatabaseSettings.class),
                        SettingsGroups.ALL)
                .get(DatabaseSettings.class)
                .connection();
    }

    /// The backups there are, for a command that prints data and logs to the standard error.
    Catalog catalog() throws IOException {
        Settings settings = read(besideData(), List.of(StoreSettings.class));
        return catalog(settings, store(settings, Patience.SHORT));
    }

    /// What goes to the stores that were asked for here, and comes from them.
    Traffic traffic() {
        return traffic;
    }

    /// The backups in the store.
    Catalog catalog(Settings settings, ObjectStore store) {
        return new Catalog(store, settings.get(StoreSettings.class).prefix());
    }

    /// It lives as long as the process.
    ObjectStore store(Settings settings, Patience patience) throws IOException {
        StoreSettings places = settings.get(StoreSettings.class);
        Optional<Path> directory = places.directory();
        return directory.isPresent()
                ? new DirectoryStore(directory.get(), traffic)
                : new S3Store(places.s3Bucket(), patience, traffic);
    }

    /// PostgreSQL's programs as they are installed here.
    PgTools tools() throws IOException {
        return tools(read(besideData(), List.of(ProgramSettings.class)));
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
    ClientPrograms programs(Settings settings) {
        Map<String, String> kept = new HashMap<>(surroundings.environment());
        kept.keySet().retainAll(List.of("HOME", "KRB5CCNAME", "KRB5_CONFIG"));
        return new ClientPrograms(tools(settings), kept);
    }
}
