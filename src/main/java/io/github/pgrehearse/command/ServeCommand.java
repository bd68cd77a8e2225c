package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `pgrehearse serve`.
@Command(
        name = "serve",
        header = "Takes backups and rehearses them when they are due, until it is told to end.",
        description = {
            "Takes a backup whenever BACKUP_INTERVAL or BACKUP_CRON says so, lets old ones go, and"
                    + " rehearses one whenever VERIFY_INTERVAL or VERIFY_CRON says so. When the next"
                    + " is due is told by what the store holds: a restart neither repeats nor skips"
                    + " one.",
            "",
            "What fails is logged and tried again when the next is due; nothing that can pass by"
                    + " itself ends the process. SIGTERM ends it within ten seconds: what was begun"
                    + " is undone."
        })
final class ServeCommand implements Callable<Integer> {

    private final Wiring wiring;
    private final BooleanSupplier stopping;

    @Parameters(
            paramLabel = "backup|verify",
            arity = "0..1",
            description = "Only take backups, or only rehearse them; both if neither is said.")
    private Optional<Half> half = Optional.empty();

    /// What of the service is wanted.
    enum Half {
        BACKUP,
        VERIFY
    }

    /// @param stopping whether the process has been told to end
    ServeCommand(Wiring wiring, BooleanSupplier stopping) {
        this.wiring = wiring;
        this.stopping = stopping;
    }

    @Override
    public Integer call() throws IOException {
        boolean backups = half.filter(Half.VERIFY::equals).isEmpty();
        boolean drills = half.filter(Half.BACKUP::equals).isEmpty();
        try (ServeWiring serve = new ServeWiring(wiring, backups, drills)) {
            serve.greeting().forEach(line -> wiring.log().log(INFO, line));
            serve.service(stopping).run(serve::stop);
        }
        return 0;
    }
}
