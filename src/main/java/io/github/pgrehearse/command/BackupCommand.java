package io.github.pgrehearse.command;

import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `pgrehearse backup`.
@Command(
        name = "backup",
        header = "Takes one backup of the database now.",
        description = {
            "The dump goes from pg_dump to the store in one pass and appears there only when it is"
                    + " whole; then its manifest says what it must contain."
        })
final class BackupCommand implements Callable<Integer> {

    private final Wiring wiring;

    BackupCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        Console console = wiring.console();
        Settings settings = wiring.read(console, BackupWiring.SETTINGS);
        ObjectStore store = wiring.store(settings, Patience.LONG);
        BackupWiring backups = new BackupWiring(wiring, settings);
        backups.backup(store, wiring.catalog(settings, store), console).run(backups.source());
        return 0;
    }
}
