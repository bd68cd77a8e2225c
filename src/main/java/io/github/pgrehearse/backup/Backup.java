package io.github.pgrehearse.backup;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgDump;
import io.github.pgrehearse.postgres.program.Program;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Takes a backup: dump, scan, compress, store, and only then publish.
public final class Backup {

    private final BackupPlan plan;
    private final ClientPrograms programs;
    private final ObjectStore store;
    private final Catalog catalog;
    private final DumpPipe pipe;
    private final Clock clock;
    private final System.Logger log;

    /// @param catalog of the backups in `store`
    public Backup(
            BackupPlan plan,
            ClientPrograms programs,
            ObjectStore store,
            Catalog catalog,
            Console console,
            Clock clock,
            System.Logger log) {
        this.plan = plan;
        this.programs = programs;
        this.store = store;
        this.catalog = catalog;
        this.pipe = new DumpPipe(plan, clock, console, log);
        this.clock = clock;
        this.log = log;
    }

    /// Backs up the database, once.
    ///
    /// Whatever fails, and wherever, nothing is left that could be taken for a backup: the dump is
    /// abandoned, or removed again, and no manifest is written. What even that cannot undo, because
    /// the process was killed, the next run removes.
    ///
    /// @throws Failure.Busy if another backup of this database to this place is running
    public Manifest run(ConnectionUri uri) throws IOException {
        Instant began = clock.instant();
        log.log(INFO, "Starting backup at " + began.truncatedTo(ChronoUnit.SECONDS));

        try (Source source = Source.connect(uri, plan.timeout())) {
            // Refuse early what would otherwise fail late, with half a dump in the store
            source.lock(catalog.toString());
            Taken taken;
            Undo undo = new Undo(store);
            try {
                Job job = prepare(source, began, undo);
                clearAway(job);
                taken = take(job, undo);
                log.log(INFO, "Backup file created: " + taken);

                // The manifest goes last: until it is there, the backup does not exist
                undo.storing(catalog.manifestKey(job.name()));
                catalog.publish(taken.manifest(plan));
            } catch (IOException e) {
                undo.all(e);
                throw e;
            }
            unmark(taken.name());
            log.log(INFO, "Backup completed successfully: " + taken.key());
            return taken.manifest(plan);
        }
    }

    private Job prepare(Source source, Instant began, Undo undo) throws IOException {
        DatabaseFacts facts = source.facts();
        Deadline deadline = new Deadline(clock, began.plus(plan.timeout()));
        PgDump pgDump = new PgDump(programs, source.reached(), facts.serverVersion(), deadline);
        log.log(INFO, "Target database: %s (%s)".formatted(source.reached(), facts));
        log.log(INFO, "Store: " + catalog);
        store.probe();
        Owner owner = new Owner(facts.systemIdentifier(), facts.name());
        Job job = new Job(catalog.begin(began, owner), began, owner, source, facts, pgDump);
        undo.storing(catalog.markerKey(job.name()));
        return job;
    }

    /// Stores the globals and the dump.
    private Taken take(Job job, Undo undo) throws IOException {
        Program program = job.pgDump().program();
        log.log(INFO, "Dumping database... (%s)".formatted(program));
        Globals globals =
                plan.globals()
                        ? Globals.read(job.pgDump(), job.owner())
                        : Globals.none(job.owner());
        List<String> warnings = new ArrayList<>(globals.warnings());

        ObjectKey key = catalog.dumpKey(job.name(), plan.compression().suffix());
        DumpPipe.Result result;
        try (ObjectWriter object = store.create(key, 2 * job.facts().size())) {
            undo.writing(object);
            try (InputStream dump = job.pgDump().dump(plan.options())) {
                result = pipe.pour(dump, object);
            }
            job.source().keepLock(catalog.toString());
            undo.storing(catalog.globalsKey(job.name()));
            catalog.storeGlobals(job.name(), globals.sql());
            undo.storing(key);
            object.commit();
        }
        warnings.addAll(Caveats.of(plan, job.facts(), result.contents()));
        warnings.forEach(warning -> log.log(WARNING, warning));
        Duration took = Duration.between(job.began(), clock.instant());
        return new Taken(job, program, key, result, took, warnings);
    }

    /// We hold the lock: no other backup of this database can be at work on what is removed here.
    /// That it cannot be removed is no reason to go without a backup.
    private void clearAway(Job job) throws IOException {
        try {
            List<CatalogEntry> marked =
                    catalog.marked(job.owner()).stream()
                            .filter(entry -> !entry.name().equals(job.name()))
                            .toList();
            removeUploads(marked);
            for (CatalogEntry entry : marked) {
                if (entry.manifest().isPresent()) {
                    unmark(entry.name());
                } else {
                    catalog.remove(entry, job.owner());
                    log.log(INFO, "Removed %s, which was never finished".formatted(entry.name()));
                }
            }
        } catch (Failure.Store e) {
            log.log(
                    e.kind() == Failure.Store.Kind.DENIED ? INFO : WARNING,
                    "Cannot clear away what interrupted backups may have left: %s. %s"
                            .formatted(e.getMessage(), e.hint()));
        }
    }

    private void removeUploads(List<CatalogEntry> marked) throws IOException {
        int writers =
                catalog.sweep(marked.stream().map(CatalogEntry::name).collect(Collectors.toSet()));
        if (writers > 0) {
            log.log(
                    INFO,
                    "Removed what interrupted backups had left: unfinished files: %d"
                            .formatted(writers));
        }
    }

    /// The backup is whole with its manifest; a key that may not delete leaves the mark.
    private void unmark(BackupName name) throws IOException {
        try {
            catalog.unmark(name);
        } catch (Failure.Store kept) {
            log.log(DEBUG, "The mark of %s stays: %s".formatted(name, kept.getMessage()));
        }
    }
}
