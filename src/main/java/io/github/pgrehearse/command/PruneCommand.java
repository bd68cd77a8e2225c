package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Ages;
import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.log.LogFormat;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.retention.Decision;
import io.github.pgrehearse.retention.Plan;
import io.github.pgrehearse.retention.Pruner;
import io.github.pgrehearse.settings.DatabaseSettings;
import io.github.pgrehearse.settings.RetentionSettings;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.jr.ob.JSON;

/// `pgrehearse prune`.
@Command(
        name = "prune",
        header = "Deletes the backups that retention lets go, and says why each stays or goes.",
        description = {
            "A backup goes when it is older than BACKUP_RETENTION_DAYS and no BACKUP_KEEP_ setting"
                    + " keeps it. The newest and the newest proven one stay, and so do those of"
                    + " other databases. Nothing goes unless there is a recent backup."
        })
final class PruneCommand implements Callable<Integer> {

    private static final String ROW = "%-22s  %5s  %6s  %-12s  %-6s  %s%n";

    /// What is asked is answered at once.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Wiring wiring;

    @Option(names = "--dry-run", description = "Delete nothing; tell what would be deleted.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    PruneCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        if (dryRun) {
            rehearse();
        } else {
            prune();
        }
        return 0;
    }

    /// Beside a backup of the same database nothing is deleted.
    private void prune() throws IOException {
        Settings settings =
                wiring.read(
                        wiring.besideData(),
                        List.of(
                                DatabaseSettings.class,
                                StoreSettings.class,
                                RetentionSettings.class));
        Catalog catalog = wiring.catalog(settings, wiring.store(settings, Patience.LONG));
        Pruner pruner = pruner(settings, catalog);
        ConnectionUri database = settings.get(DatabaseSettings.class).connection();
        try (Source source = Source.connect(database, PATIENCE)) {
            source.lock(catalog.toString());
            Plan plan = pruner.plan(owner(source));
            print(plan);
            pruner.carryOut(plan);
        }
    }

    private void rehearse() throws IOException {
        Settings settings =
                wiring.read(
                        wiring.besideData(), List.of(StoreSettings.class, RetentionSettings.class));
        Catalog catalog = wiring.catalog(settings, wiring.store(settings, Patience.SHORT));
        Pruner pruner = pruner(settings, catalog);
        Plan plan = pruner.plan(ownerIfOnlyByName(pruner));
        print(plan);
        wiring.log().log(INFO, "This was a dry run; to delete: %d".formatted(plan.going().size()));
    }

    private Pruner pruner(Settings settings, Catalog catalog) {
        return new Pruner(
                catalog,
                settings.get(RetentionSettings.class).policy(),
                wiring.surroundings().clock(),
                wiring.log());
    }

    /// What would be deleted can also be told without the database, if not so surely.
    private Owner ownerIfOnlyByName(Pruner pruner) throws IOException {
        try (Source source = Source.connect(wiring.source(), PATIENCE)) {
            return owner(source);
        } catch (Failure.Database | Failure.Settings unknown) {
            Owner named = pruner.newestOwner().orElseThrow(() -> unknown);
            wiring.log().log(
                    WARNING,
                    "The database was not asked which backups are its own [%s]. Taken for ours are those of %s of cluster %s, which the newest manifest names."
                            .formatted(
                                    unknown.getMessage(),
                                    named.database(),
                                    named.systemIdentifier()));
            return named;
        }
    }

    private static Owner owner(Source source) throws Failure.Database {
        DatabaseFacts facts = source.facts();
        return new Owner(facts.systemIdentifier(), facts.name());
    }

    private void print(Plan plan) throws IOException {
        if (json) {
            wiring.out()
                    .println(
                            JSON.std
                                    .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                                    .asString(
                                            plan.decisions().stream()
                                                    .map(PruneCommand::fields)
                                                    .toList()));
        } else if (!plan.decisions().isEmpty()) {
            table(plan, wiring.out());
        }
    }

    private void table(Plan plan, PrintStream out) {
        out.printf(Locale.ROOT, ROW, "BACKUP", "AGE", "SIZE", "STATE", "FATE", "WHY");
        for (Decision decision : plan.decisions()) {
            CatalogEntry backup = decision.backup();
            out.printf(
                    Locale.ROOT,
                    ROW,
                    backup.name(),
                    Ages.of(Duration.between(backup.name().began(), wiring.now())),
                    ByteSize.of(backup.size()),
                    ListCommand.state(backup),
                    fate(decision),
                    LogFormat.printable(decision.reason()));
        }
    }

    /// An interface: see docs/formats.md.
    private static Map<String, Object> fields(Decision decision) {
        Map<String, Object> fields = ListCommand.fields(decision.backup());
        fields.put("fate", fate(decision));
        fields.put("rule", decision.rule().word());
        fields.put("why", decision.reason());
        return fields;
    }

    private static String fate(Decision decision) {
        return decision.keeps() ? "keep" : "delete";
    }
}
