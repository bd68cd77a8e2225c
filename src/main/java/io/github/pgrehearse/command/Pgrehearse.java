package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Interruption;
import io.github.pgrehearse.log.LogFormat;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line as a whole: finds the verb, runs it, and turns what went wrong into one line of
/// the log and an exit status.
@Command(
        name = "pgrehearse",
        header = "PostgreSQL backups that have been rehearsed.",
        description = "Settings are environment variables: docs/configuration.md lists them all.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a bug in the program: please report it",
            "2:settings or command line unusable",
            "3:out of memory: Java ended the process at once, what was begun the next run undoes",
            "10:another backup of this database is running",
            "11:restore: the target is not empty",
            "12:doctor: there is something to mend",
            "20:the database, or a PostgreSQL program, refused or died",
            "30:the store refused, was unreachable, is full, or lacks the object",
            "40:what the store returned is not what was written to it",
            "41:drill: the backup is disproven",
            "42:drill: the backup is unproven, the drill could not be carried out",
            "43:drill: the negative control's damage went unnoticed",
            "44:drill: the newest backup is too old",
            "130:interrupted",
            "143:terminated"
        })
public final class Pgrehearse {

    private static final int BUG = 1;
    private static final int INTERRUPTED = 130;

    private final Surroundings surroundings;
    private final BooleanSupplier stopping;

    /// @param stopping whether the process has been told to end: what fails then fails of that
    public Pgrehearse(Surroundings surroundings, BooleanSupplier stopping) {
        this.surroundings = surroundings;
        this.stopping = stopping;
    }

    /// Runs one command and returns the exit status.
    public int run(String... arguments) {
        Wiring wiring = new Wiring(surroundings);
        CommandLine line =
                new CommandLine(this)
                        .addSubcommand(new ServeCommand(wiring, stopping))
                        .addSubcommand(new BackupCommand(wiring))
                        .addSubcommand(new DrillCommand(wiring, stopping))
                        .addSubcommand(new RestoreCommand(wiring, stopping))
                        .addSubcommand(new FetchCommand(wiring))
                        .addSubcommand(new ListCommand(wiring))
                        .addSubcommand(new ShowCommand(wiring))
                        .addSubcommand(new PruneCommand(wiring))
                        .addSubcommand(new DoctorCommand(wiring))
                        .addSubcommand(new ConfigCommand(wiring))
                        .addSubcommand(new DemoCommand(surroundings, this::runWith));
        IVersionProvider version = () -> new String[] {"pgrehearse " + surroundings.version()};
        explainAlike(line, version);
        line.getSubcommands().values().forEach(verb -> explainAlike(verb, version));
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((unusable, _) -> refuse(unusable));
        line.setExecutionExceptionHandler((problem, _, _) -> explain(problem, wiring.log()));
        if (arguments.length == 0) {
            line.usage(line.getErr());
            return Failure.Settings.EXIT_CODE;
        }
        return line.execute(arguments);
    }

    /// Gives every help text the same shape.
    private static void explainAlike(CommandLine command, IVersionProvider version) {
        command.getCommandSpec().versionProvider(version).mixinStandardHelpOptions(true);
        command.getCommandSpec()
                .usageMessage()
                .synopsisHeading("%nUsage: ")
                .descriptionHeading(
                        command.getCommandSpec().usageMessage().description().length == 0
                                ? ""
                                : "%n")
                .parameterListHeading("%n")
                .optionListHeading("%n")
                .commandListHeading("%nCommands:%n");
    }

    /// The demo runs commands as a user would, in other surroundings.
    private int runWith(Surroundings other, String... arguments) {
        return new Pgrehearse(other, stopping).run(arguments);
    }

    private static int refuse(ParameterException unusable) {
        CommandLine command = unusable.getCommandLine();
        command.getErr().println("ERROR: " + withoutValues(String.valueOf(unusable.getMessage())));
        UnmatchedArgumentException.printSuggestions(unusable, command.getErr());
        command.getErr().printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
        return Failure.Settings.EXIT_CODE;
    }

    /// Somebody may have meant to hand over a password.
    private static String withoutValues(String message) {
        return LogFormat.withoutCredentials(message).replaceAll("('-[^'=]*=)[^']+", "$1...");
    }

    private static String state(Exception problem) {
        return problem instanceof Interruption interruption
                ? String.valueOf(interruption.getMessage())
                : "What was begun has been undone.";
    }

    private int explain(Exception problem, System.Logger log) {
        if (stopping.getAsBoolean()
                || problem instanceof InterruptedIOException
                || problem instanceof ClosedByInterruptException) {
            log.log(ERROR, "Interrupted [by a signal]. " + state(problem));
            return INTERRUPTED;
        }
        switch (problem) {
            case Failure.Settings settings -> {
                log.log(ERROR, settings.getMessage()); // a line each
                log.log(INFO, settings.hint());
            }
            case Failure failure -> log.log(ERROR, failure.getMessage() + ". " + failure.hint());
            default -> log.log(ERROR, "This is a bug in pgrehearse, please report it", problem);
        }
        return problem instanceof Failure failure ? failure.exitCode() : BUG;
    }
}
