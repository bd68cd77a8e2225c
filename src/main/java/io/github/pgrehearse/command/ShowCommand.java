package io.github.pgrehearse.command;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.log.Ages;
import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.log.LogFormat;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.jr.ob.JSON;

/// `pgrehearse show`.
@Command(name = "show", header = "Shows what one backup must contain, and how its drills ended.")
final class ShowCommand implements Callable<Integer> {

    private static final int TABLES_SHOWN = 20;

    private final Wiring wiring;

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

    @Option(names = "--json", description = "Print the manifest and the drills as JSON.")
    private boolean json;

    @Option(names = "--all", description = "Print every table, not only the largest.")
    private boolean all;

    ShowCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = wiring.catalog();
        CatalogEntry entry = catalog.find(backup, wiring.now());
        if (json) {
            wiring.out().println(json(catalog, entry));
            return 0;
        }
        line("Backup", entry.name() + " (" + ListCommand.state(entry) + ")");
        if (entry.manifest().isPresent()) {
            Manifest manifest = catalog.manifest(entry.name());
            describe(manifest);
            drills(entry);
            tables(manifest.tables());
        } else {
            line("Dump", "%s, %s".formatted(key(entry), ByteSize.of(entry.size())));
            line("Manifest", "none: not taken by pgrehearse, or its manifest was deleted");
            drills(entry);
        }
        return 0;
    }

    private static String json(Catalog catalog, CatalogEntry entry) throws IOException {
        Map<String, Object> fields = ListCommand.fields(entry);
        if (entry.manifest().isPresent()) {
            fields.put("manifest", catalog.manifestFields(entry.name()));
        }
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(fields);
    }

    private void describe(Manifest manifest) {
        Manifest.Database database = manifest.database();
        Manifest.Dump dump = manifest.dump();
        Manifest.Tools tools = manifest.tools();
        line(
                "Began",
                "%s, took %s".formatted(manifest.name().began(), Ages.taken(manifest.took())));
        line(
                "Database",
                "%s (PostgreSQL %s, %s, %s, %s, cluster %s)"
                        .formatted(
                                database.name(),
                                database.serverVersion(),
                                ByteSize.of(database.size()),
                                database.encoding(),
                                database.collation(),
                                database.systemIdentifier()));
        line(
                "Dump",
                "%s (%s %s, %s uncompressed)"
                        .formatted(
                                dump.key(),
                                ByteSize.of(dump.size()),
                                dump.compression(),
                                ByteSize.of(dump.uncompressedSize())));
        line("SHA-256", dump.sha256());
        line(
                "Taken by",
                "pgrehearse %s with pg_dump %s %s"
                        .formatted(
                                tools.pgrehearse(),
                                tools.pgDump(),
                                String.join(" ", tools.options())));
        line("Content", content(manifest));
        line("Schema", "%d statements".formatted(manifest.statements().size()));
        line(
                "Extensions",
                joined(
                        manifest.extensions().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(extension -> extension.getKey() + " " + extension.getValue())
                                .toList()));
        line("Roles", joined(List.copyOf(manifest.roles())));
        manifest.warnings().forEach(warning -> line("Warning", warning));
    }

    private static String content(Manifest manifest) {
        return "rows: %d in %d tables; sequences: %d; large objects: %d (%s); %s"
                .formatted(
                        manifest.contents().rows(),
                        manifest.tables().size(),
                        manifest.sequences().size(),
                        manifest.largeObjects().count(),
                        ByteSize.of(manifest.largeObjects().bytes()),
                        manifest.contents().digested()
                                ? "every row can be compared"
                                : "rows are counted but cannot be compared (no COPY blocks)");
    }

    private void drills(CatalogEntry entry) {
        if (entry.reports().isEmpty()) {
            line("Drills", "none yet");
        }
        for (CatalogEntry.Report report : entry.reports()) {
            line("Drill", "%s %s".formatted(report.began(), report.verdict().word()));
        }
    }

    private void tables(List<TableRows> tables) {
        if (tables.isEmpty()) {
            return;
        }
        int shown = all ? tables.size() : Math.min(tables.size(), TABLES_SHOWN);
        PrintStream out = wiring.out();
        out.printf(Locale.ROOT, "%n%12s  %-16s  %s%n", "ROWS", "DIGEST", "TABLE");
        tables.stream()
                .sorted(Comparator.comparingLong(TableRows::rows).reversed())
                .limit(shown)
                .forEach(table ->
                        out.printf(
                                Locale.ROOT,
                                "%12d  %-16s  %s%n",
                                table.rows(),
                                table.digest().map(Digest::toString).orElse("-"),
                                LogFormat.printable(table.name())));
        if (shown < tables.size()) {
            out.printf("%12s  and %d more: --all shows them%n", "...", tables.size() - shown);
        }
    }

    private void line(String name, String value) {
        wiring.out().printf("%-12s %s%n", name, LogFormat.printable(value.strip()));
    }

    private static String joined(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String key(CatalogEntry entry) {
        return entry.dump().map(dump -> dump.key().toString()).orElse("none");
    }
}
