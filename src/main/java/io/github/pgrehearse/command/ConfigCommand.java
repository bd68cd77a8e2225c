package io.github.pgrehearse.command;

import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.log.LogFormat;
import io.github.pgrehearse.settings.SettingsGroups;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `pgrehearse config`.
@Command(
        name = "config",
        header = "Prints the settings in force and where each came from; secrets are hidden.",
        description = {"Reports every problem with them."})
final class ConfigCommand implements Callable<Integer> {

    private final Wiring wiring;

    @ArgGroup private Form form = new Form();

    /// At most one of these.
    private static final class Form {
        @Option(names = "--env", description = "Print a commented .env file with every variable.")
        private boolean env;

        @Option(names = "--markdown", description = "Print the reference of all variables.")
        private boolean markdown;
    }

    ConfigCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        if (form.env) {
            wiring.out().print(SettingsGroups.environmentExample());
        } else if (form.markdown) {
            wiring.out().print(SettingsGroups.markdown());
        } else {
            for (Settings.InForce setting : wiring.settingsInForce()) {
                wiring.out()
                        .printf(
                                "%-27s %-12s %s%n",
                                setting.variable(),
                                setting.origin().word(),
                                LogFormat.printable(setting.value()));
            }
        }
        return 0;
    }
}
