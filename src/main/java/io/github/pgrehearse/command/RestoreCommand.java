package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.restore.Restoration;
import io.github.pgrehearse.restore.RestorePlan;
import io.github.pgrehearse.settings.ProgramSettings;
import io.github.pgrehearse.settings.RestoreSettings;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pgrehearse restore`.
@Command(
        name = "restore",
        header = "Restores a backup into a database of yours, and compares every row with it.",
        description = {
            "Refuses a database that holds anything. All goes into one transaction: until the dump is"
                    + " known to be whole, and at any error, the database stays as it was.",
            "",
            "docs/restore.md tells it step by step, also without this program."
        })
final class RestoreCommand implements Callable<Integer> {

    private static final List<Class<? extends Record>> SETTINGS =
            List.of(StoreSettings.class, RestoreSettings.class, ProgramSettings.class);

    private final Wiring wiring;
    private final BooleanSupplier stopping;

    @Parameters(
            arity = "0..1",
            paramLabel = "BACKUP",
            defaultValue = "latest",
            description = {
                "A name as 'list' prints it, 'latest', 'latest-proven', or a time in UTC such as"
                        + " 2024-02-07: the newest at or before the end of that day.",
                "Default: ${DEFAULT-VALUE}"
            })
    private String backup = "latest";

    @Option(
            names = "--to",
            paramLabel = "URL",
            description = {
                "The database to restore into, in the forms of DATABASE_URL. A password here can be"
                        + " seen by every user of the machine: better set RESTORE_DATABASE_URL.",
                "Default: RESTORE_DATABASE_URL"
            })
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--create",
            description =
                    "Make the database, with the encoding and collation of the one that was backed"
                            + " up, and the roles, as far as they are missing.")
    private boolean create;

    @Option(
            names = "--trust-roles",
            description =
                    "For --create: give the roles what reaches beyond the backup too: SUPERUSER,"
                            + " CREATEROLE, REPLICATION, BYPASSRLS, and memberships in roles that"
                            + " exist already or are PostgreSQL's own. Whoever can write to the"
                            + " store can give himself all of that.")
    private boolean trustRoles;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "Only this table and what belongs to it. May be given several times.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description = "Only what lies in this schema. May be given several times.")
    private List<String> schemas = new ArrayList<>();

    @Option(names = "--no-roles", description = "Make no roles.")
    private boolean noRoles;

    @Option(names = "--no-owner", description = "Let all belong to the user who restores.")
    private boolean noOwner;

    @Option(names = "--no-acl", description = "Grant and revoke nothing.")
    private boolean noAcl;

    @Option(names = "--no-subscriptions", description = "Leave out subscriptions.")
    private boolean noSubscriptions;

    @Option(
            names = "--piecewise",
            description =
                    "Not in one transaction: what was restored before an error stays. For more"
                            + " objects than the server can lock at once this is so by itself.")
    private boolean piecewise;

    @Option(names = "--dry-run", description = "Say what would be done, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description = "Drop the database first if it holds anything. Asks before it does.")
    private boolean force;

    @Option(names = "--yes", description = "For --force: do not ask.")
    private boolean yes;

    RestoreCommand(Wiring wiring, BooleanSupplier stopping) {
        this.wiring = wiring;
        this.stopping = stopping;
    }

    @Override
    public Integer call() throws IOException {
        RestorePlan plan = plan();
        Console console = wiring.console();
        Settings settings = wiring.read(console, SETTINGS);
        ConnectionUri target = target(settings.get(RestoreSettings.class));
        ObjectStore store = wiring.store(settings, Patience.LONG);
        new Restoration(
                        plan,
                        wiring.programs(settings),
                        store,
                        wiring.catalog(settings, store),
                        new Restoration.Scene(
                                wiring.surroundings().clock(),
                                console,
                                wiring.log(),
                                stopping,
                                this::consent))
                .run(backup, target);
        return 0;
    }

    private RestorePlan plan() throws Failure.Settings {
        RestorePlan plan =
                new RestorePlan(
                        create,
                        trustRoles,
                        force,
                        piecewise,
                        new RestorePlan.LeftOut(noRoles, noOwner, noAcl, noSubscriptions),
                        tables,
                        schemas,
                        dryRun);
        if (force && plan.isOfPart()) {
            throw new Failure.Settings(
                    "Option --force does not go with --table or --schema",
                    "It drops a whole database: rename or drop by hand what is in the way of a part.");
        }
        return plan;
    }

    private ConnectionUri target(RestoreSettings settings) throws Failure.Settings {
        if (to.isEmpty()) {
            return settings.target()
                    .orElseThrow(() ->
                            new Failure.Settings(
                                    "Nothing says where to restore to",
                                    "Set RESTORE_DATABASE_URL, or give --to URL."));
        }
        try {
            ConnectionUri target = ConnectionUri.parse(to.get(), Map.of()).from("--to");
            if (target.password().isPresent()) {
                wiring.log().log(
                        WARNING,
                        "The password in --to can be seen by every user of this machine. Set RESTORE_DATABASE_URL instead.");
            }
            return target;
        } catch (IllegalArgumentException e) {
            throw new Failure.Settings(
                    "Invalid URL in --to [%s]".formatted(e.getMessage()),
                    "Write postgresql://user@host:5432/database.");
        }
    }

    /// A yes is too quickly said: who drops a database must know its name.
    private void consent(String database, String holding) throws IOException {
        if (yes) {
            return;
        }
        if (!wiring.surroundings().terminal()) {
            throw new Failure.Settings(
                    "Option --force needs --yes where there is no terminal",
                    "It would drop the database %s with %s.".formatted(database, holding));
        }
        wiring.out()
                .printf(
                        "This drops the database %s with %s.%nType its name to go on: ",
                        database, holding);
        wiring.out().flush();
        BufferedReader answers =
                new BufferedReader(
                        new InputStreamReader(wiring.surroundings().in(), StandardCharsets.UTF_8));
        @Nullable String answer = answers.readLine();
        if (!database.equals(answer == null ? "" : answer.strip())) {
            throw new Failure.Settings(
                    "The database was not dropped", "Its name was not what you typed.");
        }
    }
}
