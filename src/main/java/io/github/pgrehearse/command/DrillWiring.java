package io.github.pgrehearse.command;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.drill.DrillPlan;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.settings.ProgramSettings;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.settings.VerifySettings;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Builds from the settings what rehearses backups.
final class DrillWiring {

    /// The groups that it reads.
    static final List<Class<? extends Record>> SETTINGS =
            List.of(StoreSettings.class, VerifySettings.class, ProgramSettings.class);

    private final Wiring wiring;
    private final Settings settings;

    DrillWiring(Wiring wiring, Settings settings) {
        this.wiring = wiring;
        this.settings = settings;
    }

    VerifySettings verify() {
        return settings.get(VerifySettings.class);
    }

    /// @param stopping whether the process has been told to end
    Drill drill(ObjectStore store, Catalog catalog, Console console, BooleanSupplier stopping)
            throws Failure.Settings {
        VerifySettings verify = verify();
        ClientPrograms programs = wiring.programs(settings);
        return new Drill(
                new DrillPlan(
                        verify.data(),
                        verify.queries(),
                        verify.timeout(),
                        verify.maxAge(),
                        wiring.surroundings().version()),
                programs,
                sandboxes(),
                store,
                catalog,
                new Drill.Scene(wiring.surroundings().clock(), console, wiring.log(), stopping));
    }

    /// Clears away what drills have left that were killed: for the service, when it starts.
    void clearLeftovers() throws IOException {
        sandboxes().clearLeftovers();
    }

    /// The database that is backed up lends its server only where no other is named.
    SandboxChoice sandboxes() throws Failure.Settings {
        VerifySettings verify = verify();
        Optional<ConnectionUri> named = verify.server();
        Optional<ConnectionUri> server =
                switch (verify.target()) {
                    case EPHEMERAL -> Optional.empty();
                    case SERVER -> Optional.of(named.isPresent() ? named.get() : wiring.source());
                    case AUTO -> named.isPresent() ? named : sourceIfSet();
                };
        boolean ephemeral =
                switch (verify.target()) {
                    case EPHEMERAL -> true;
                    case SERVER -> false;
                    case AUTO -> named.isEmpty();
                };
        return new SandboxChoice(
                ephemeral,
                server,
                verify.serverTrust(),
                verify.timeout(),
                wiring.programs(settings).tools(),
                wiring.surroundings().temporary(),
                wiring.log());
    }

    private Optional<ConnectionUri> sourceIfSet() {
        try {
            return Optional.of(wiring.source());
        } catch (Failure.Settings unset) {
            return Optional.empty();
        }
    }
}
