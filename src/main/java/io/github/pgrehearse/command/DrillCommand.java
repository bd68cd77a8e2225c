package io.github.pgrehearse.command;

import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.drill.DrillPlan;
import io.github.pgrehearse.drill.Outcome;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.settings.VerifySettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
                    + " nobody knows, 43 if the negative control's damage went unnoticed, 44 if the"
                    + " newest backup is too old: older than VERIFY_MAX_AGE, or, without that, than its"
                    + " own schedule allows before a second one in a row is missing."
        })
final class DrillCommand implements Callable<Integer> {

    private static final int DISPROVEN = 41;
    private static final int UNPROVEN = 42;
    private static final int UNNOTICED = 43;
    private static final int STALE = 44;

    /// Short enough to be copied by hand.
    private static final long SEEDS = 1_000_000;

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

    @Option(
            names = "--negative-control",
            description = {
                "Then damage copies of the restored database, each in another way, and require the"
                        + " comparison to notice each."
            })
    private boolean control;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "For --negative-control: damage what was damaged under this number.")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--json",
            description =
                    "For --negative-control: print its report as JSON, and log to the standard"
                            + " error.")
    private boolean json;

    DrillCommand(Wiring wiring, BooleanSupplier stopping) {
        this.wiring = wiring;
        this.stopping = stopping;
    }

    @Override
    public Integer call() throws IOException {
        if (!control) {
            if (json || seed.isPresent()) {
                throw new Failure.Settings(
                        "Options --json and --seed go with --negative-control",
                        "The report of a drill is printed by 'show --json'.");
            }
            return status(drill((drill, word) -> drill.run(word)));
        }
        long chosen = seed.orElse(wiring.now().toEpochMilli() % SEEDS);
        Outcome outcome = drill((drill, word) -> drill.runWithControl(word, chosen));
        if (json && outcome.control().isPresent() && outcome.report().isPresent()) {
            wiring.out()
                    .println(ControlReportJson.of(outcome.report().get(), outcome.control().get()));
        }
        return status(outcome);
    }

    /// How a drill is to be run.
    private interface Run {
        Outcome of(Drill drill, String word) throws IOException;
    }

    private Outcome drill(Run run) throws IOException {
        Console console = json ? wiring.besideData() : wiring.console();
        Settings settings = wiring.read(console, DrillWiring.SETTINGS);
        ObjectStore store = wiring.store(settings, Patience.LONG);
        DrillWiring drills = new DrillWiring(wiring, settings);
        if (control) {
            requireFull(drills.verify());
        }
        Drill drill = drills.drill(store, wiring.catalog(settings, store), console, stopping);
        return run.of(drill, backup.orElse(drills.verify().backup()));
    }

    /// Damage to rows shows where rows are compared.
    private static void requireFull(VerifySettings verify) throws Failure.Settings {
        if (verify.data() != DrillPlan.DataProof.FULL) {
            throw new Failure.Settings(
                    "VERIFY_DATA must be full for a negative control",
                    "Unset VERIFY_DATA for this command, or leave --negative-control out.");
        }
    }

    static int status(Outcome outcome) {
        int verdict =
                switch (outcome.verdict()) {
                    case PROVEN, RESTORED -> outcome.stale() ? STALE : 0;
                    case DISPROVEN -> DISPROVEN;
                    case UNPROVEN -> UNPROVEN;
                };
        return outcome.control()
                .map(ended ->
                        ended.missedAny()
                                ? UNNOTICED
                                : ended.obstacle().isPresent() ? UNPROVEN : verdict)
                .orElse(verdict);
    }
}
