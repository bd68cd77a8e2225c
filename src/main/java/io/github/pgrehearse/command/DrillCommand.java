package io.github.pgrehearse.command;

import io.github.pgrehearse.drill.Outcome;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `pgrehearse drill`.
@Command(
        name = "drill",
        header = "Rehearses one backup now: restores it and compares what comes back.",
        description = {
            "Restores the backup into a throw-away database, compares every table with what the"
                    + " backup's manifest says, and stores a report beside the backup.",
            "",
            "Ends with 0 if the backup is proven or at least restored, 41 if it is disproven, 42 if"
                    + " nobody knows, 44 if the newest backup is older than VERIFY_MAX_AGE."
        })
final class DrillCommand implements Callable<Integer> {

    private static final int DISPROVEN = 41;
    private static final int UNPROVEN = 42;
    private static final int STALE = 44;

    private final Wiring wiring;
    private final BooleanSupplier stopping;

    @Parameters(
            arity = "0..1",
            paramLabel = "BACKUP",
            description = {
                "A name as 'list' prints it, 'latest', 'latest-proven', or a time in UTC such as"
                        + " 2024-02-07: the newest at or before the end of that day.",
                "Default: as VERIFY_LATEST and VERIFY_BACKUP_FILE say"
            })
    private Optional<String> backup = Optional.empty();

    DrillCommand(Wiring wiring, BooleanSupplier stopping) {
        this.wiring = wiring;
        this.stopping = stopping;
    }

    @Override
    public Integer call() throws IOException {
        return status(wiring.drill(backup, stopping));
    }

    private static int status(Outcome outcome) {
        return switch (outcome.verdict()) {
            case PROVEN, RESTORED -> outcome.stale() ? STALE : 0;
            case DISPROVEN -> DISPROVEN;
            case UNPROVEN -> UNPROVEN;
        };
    }
}
