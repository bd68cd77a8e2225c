package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Interruption;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.sandbox.NewDatabase;
import io.github.pgrehearse.postgres.target.Target;
import io.github.pgrehearse.postgres.target.TargetServer;
import io.github.pgrehearse.proof.Sessions;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Restores a backup for real: look, refuse early, make ready, restore, compare.
public final class Restoration {

    /// Nobody knows how long a restore may take.
    private static final Duration LIMIT = Duration.ofDays(365);

    private final RestorePlan plan;
    private final ClientPrograms programs;
    private final ObjectStore store;
    private final Catalog catalog;
    private final Preparation preparation;
    private final GlobalsRestore globals;
    private final Scene scene;

    /// Whom a restore tells what it does, and whom it asks.
    ///
    /// @param stopping whether the process has been told to end
    public record Scene(
            Clock clock,
            Console console,
            System.Logger log,
            BooleanSupplier stopping,
            Consent consent) {}

    /// Is asked before something is destroyed.
    public interface Consent {
        /// Returns if this database may be dropped, with what it holds.
        ///
        /// @throws Failure if it must not be
        void toDrop(String database, String holding) throws IOException;
    }

    /// @param catalog of the backups in `store`
    public Restoration(
            RestorePlan plan,
            ClientPrograms programs,
            ObjectStore store,
            Catalog catalog,
            Scene scene) {
        this.plan = plan;
        this.programs = programs;
        this.store = store;
        this.catalog = catalog;
        this.preparation = new Preparation(plan, store, catalog, scene.log());
        this.globals = new GlobalsRestore(plan.trustRoles(), scene.log());
        this.scene = scene;
    }

    /// Restores the backup into the database, and compares what came of it with the manifest.
    ///
    /// It ends at the first error; the failure tells then what state the target is in. All goes
    /// into one transaction, unless the plan or the server's lock table is against it: then an
    /// error, a damaged dump or a lost connection leaves the target as it was.
    ///
    /// @param word what a person calls the backup, see [Catalog#find]
    /// @throws Failure.NotEmpty if the target holds what may not be dropped
    public void run(String word, ConnectionUri to) throws IOException {
        TargetState state = new TargetState(to.toString());
        try {
            Instant began = scene.clock().instant();
            CatalogEntry backup = catalog.find(word, began);
            Job job = preparation.job(backup, to);
            announce(job);
            if (plan.dryRun()) {
                log("Dry run: nothing was changed");
                return;
            }
            makeReady(job, state);
            restore(job, state);
            log(
                    "Restore completed successfully: %s is in %s, after %ds"
                            .formatted(
                                    backup.name(),
                                    to,
                                    Duration.between(began, scene.clock().instant()).toSeconds()));
        } catch (Failure failure) {
            throw isStopping() ? new Interruption(state.sentence()) : failure(failure, state);
        } catch (IOException e) {
            throw isStopping() ? new Interruption(state.sentence()) : e;
        }
    }

    private static Failure failure(Failure failure, TargetState state) {
        return failure instanceof Failure.NotEmpty || failure instanceof Failure.Settings
                ? failure
                : failure.withHint(state.sentence());
    }

    private boolean isStopping() {
        return Thread.currentThread().isInterrupted() || scene.stopping().getAsBoolean();
    }

    private void log(String line) {
        scene.log().log(INFO, line);
    }

    private void announce(Job job) {
        CatalogEntry backup = job.backup();
        log("Starting restore of %s (%s)".formatted(backup.name(), catalog));
        log(
                "Last proven: "
                        + backup.proven()
                                .map(Instant::toString)
                                .orElse("never, see 'pgrehearse drill'"));
        String target = "Target: " + job.uri();
        if (!job.exists()) {
            log(target + ", which will be made");
        } else if (job.inTheWay().isEmpty()) {
            log(target + ", where nothing is in the way");
        } else {
            log(
                    "%s, which will be dropped with %s, and made anew"
                            .formatted(target, Preparation.some(job.inTheWay())));
        }
        if (!job.roles().made().isEmpty()) {
            log("Roles that will be made: " + RolePlan.some(job.roles().names()));
        }
        globals.tellDropped(job.globals());
        if (plan.dryRun()) {
            globals.tellPlan(job, plan.leftOut());
        }
        log("To be restored: " + job.selection());
    }

    /// Makes the roles and the database, as far as they are missing.
    private void makeReady(Job job, TargetState state) throws IOException {
        if (!job.makesDatabase() && job.roles().made().isEmpty()) {
            return;
        }
        try (TargetServer server = TargetServer.beside(job.uri())) {
            String database = job.uri().database();
            if (!job.inTheWay().isEmpty()) {
                scene.consent().toDrop(database, Preparation.some(job.inTheWay()));
                server.drop(database);
                state.is(TargetState.Phase.DROPPED);
                log("Dropped " + job.uri());
            }
            if (job.makesDatabase()) {
                String like =
                        job.properties().isPresent()
                                ? NewDatabase.like(job.properties().get(), server.version())
                                : "";
                server.create(database, like);
                state.is(TargetState.Phase.MADE);
                log("Made " + job.uri());
            }
            if (!job.roles().made().isEmpty()) {
                globals.makeRoles(server, job.roles());
            }
        }
    }

    private void restore(Job job, TargetState state) throws IOException {
        Target target = Target.connect(job.uri()).orElseThrow();
        Target.Facts facts = target.facts();
        Deadline deadline = new Deadline(scene.clock(), scene.clock().instant().plus(LIMIT));
        Psql psql = new Psql(programs, target.reached(), facts.version(), deadline);
        DumpContents contents;
        try (target) {
            preparation.compare(job, facts);
            RestorePipe pipe = new RestorePipe(plan, store, scene.console(), scene.log());
            contents = pipe.pour(job, target, psql, state);
        } catch (Failure failure) {
            settle(job, state);
            throw failure;
        }
        if (job.makesDatabase()) {
            try (TargetServer server = TargetServer.beside(job.uri())) {
                globals.describeDatabase(
                        server, job.globals(), job.uri().database(), plan.leftOut());
            }
        }
        Optional<Manifest> manifest = job.manifest();
        DumpContents expected = manifest.map(Manifest::contents).orElse(contents);
        Map<String, String> session = manifest.map(Manifest::session).orElse(Map.of());
        log("Comparing what was restored with the backup ...");
        new ContentProof(
                        new Sessions(psql, expected, session),
                        job.selection(),
                        manifest.isPresent(),
                        scene.log())
                .ask(expected);
    }

    /// Looks, where only the server knows whether it has committed.
    private void settle(Job job, TargetState state) {
        if (!state.isUnknown()) {
            return;
        }
        try (Target target = Target.connect(job.uri()).orElseThrow()) {
            boolean there = target.inhabitants().stream().anyMatch(job.selection()::collidesWith);
            state.is(there ? TargetState.Phase.RESTORED : TargetState.Phase.UNCOMMITTED);
        } catch (IOException unreachable) {
            scene.log().log(DEBUG, "The target cannot be asked: " + unreachable.getMessage());
        }
    }
}
