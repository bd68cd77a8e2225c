package io.github.pgrehearse.command;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.log.Ages;
import io.github.pgrehearse.log.ByteSize;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.jr.ob.JSON;

/// `pgrehearse list`.
@Command(
        name = "list",
        header = "Lists the backups that exist: age, size, and when a drill last proved each.",
        description = {"One listing of the store tells all of it; no object is read."})
final class ListCommand implements Callable<Integer> {

    private static final String ROW = "%-22s  %5s  %6s  %-12s  %s%n";

    private final Wiring wiring;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    ListCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = wiring.catalog();
        List<CatalogEntry> backups = catalog.list();
        if (json) {
            wiring.out().println(json(backups));
        } else if (backups.isEmpty()) {
            wiring.log().log(INFO, "There are no backups in " + catalog);
        } else {
            table(backups, wiring.out());
        }
        warnOfFuture(backups);
        return 0;
    }

    private void table(List<CatalogEntry> backups, PrintStream out) {
        out.printf(Locale.ROOT, ROW, "BACKUP", "AGE", "SIZE", "STATE", "PROVEN");
        for (CatalogEntry backup : backups) {
            out.printf(
                    Locale.ROOT,
                    ROW,
                    backup.name(),
                    age(backup.name().began()),
                    ByteSize.of(backup.size()),
                    state(backup),
                    backup.proven().map(began -> age(began) + " ago").orElse("never"));
        }
    }

    private void warnOfFuture(List<CatalogEntry> backups) {
        List<CatalogEntry> future =
                backups.stream().filter(backup -> backup.isFromTheFuture(wiring.now())).toList();
        if (!future.isEmpty()) {
            wiring.log().log(
                    WARNING,
                    "Backups are named in the future [%d, such as %s]. They are kept and count for nothing: set the clocks of this machine and of those that take backups."
                            .formatted(future.size(), future.getFirst().name()));
        }
    }

    private static String json(List<CatalogEntry> backups) throws IOException {
        return JSON.std
                .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
                .asString(backups.stream().map(ListCommand::fields).toList());
    }

    /// An interface: see docs/formats.md.
    static Map<String, Object> fields(CatalogEntry backup) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("backup", backup.name().toString());
        fields.put("began", backup.name().began().toString());
        fields.put("state", state(backup));
        fields.put("size", backup.size());
        backup.dump().ifPresent(dump -> fields.put("dump", dump.key().toString()));
        backup.proven().ifPresent(began -> fields.put("proven", began.toString()));
        fields.put("drills", backup.reports().stream().map(ListCommand::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(CatalogEntry.Report report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("began", report.began().toString());
        fields.put("verdict", report.verdict().word());
        fields.put("report", report.object().key().toString());
        return fields;
    }

    private String age(Instant began) {
        return Ages.of(Duration.between(began, wiring.now()));
    }

    static String state(CatalogEntry backup) {
        return backup.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
