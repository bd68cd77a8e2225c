package io.github.pgrehearse.drill;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import io.github.pgrehearse.proof.Sessions;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Proves a backup: restores it into a sandbox, and compares what came back with what went in.
public final class Drill {

    /// What a dump is called that holds nothing.
    static final String EMPTY = "Backup file is empty or does not exist";

    private final DrillPlan plan;
    private final ClientPrograms programs;
    private final Sandboxes sandboxes;
    private final Catalog catalog;
    private final Restore restore;
    private final Scene scene;

    /// Makes the sandbox of a drill, which the caller closes.
    public interface Sandboxes {
        Sandbox open(Wanted wanted) throws IOException;
    }

    /// What a drill is held with, and whom it tells.
    ///
    /// @param stopping whether the process has been told to end: what fails then says nothing
    public record Scene(
            Clock clock, Console console, System.Logger log, BooleanSupplier stopping) {}

    /// @param catalog of the backups in `store`
    public Drill(
            DrillPlan plan,
            ClientPrograms programs,
            Sandboxes sandboxes,
            ObjectStore store,
            Catalog catalog,
            Scene scene) {
        this.plan = plan;
        this.programs = programs;
        this.sandboxes = sandboxes;
        this.catalog = catalog;
        this.scene = scene;
        this.restore = new Restore(store, scene.console(), scene.log());
    }

    /// Rehearses a backup, and has an answer in every case: what goes wrong outside the program is
    /// an answer too. The sandbox is gone when this returns.
    ///
    /// @param word what a person calls the backup, see [Catalog#find]
    /// @throws Failure.Settings if nothing can be called so
    /// @throws InterruptedIOException if the process was told to end: that is no answer
    public Outcome run(String word) throws IOException {
        return run(word, OptionalLong.empty());
    }

    /// The same, and if all is well, puts the comparison itself to the test: it must notice damage
    /// that is done on purpose.
    ///
    /// @param seed by which it is chosen what to damage
    public Outcome runWithControl(String word, long seed) throws IOException {
        return run(word, OptionalLong.of(seed));
    }

    private Outcome run(String word, OptionalLong seed) throws IOException {
        Findings findings = new Findings(scene.clock(), scene.log());
        Optional<CatalogEntry> chosen = choose(word);
        if (chosen.isEmpty()) {
            return new Outcome(Verdict.UNPROVEN, false, Optional.empty(), Optional.empty());
        }
        CatalogEntry backup = chosen.get();
        scene.log().log(INFO, "Starting drill of %s (%s)".formatted(backup.name(), catalog));
        boolean stale = new Freshness(catalog, plan.maxAge()).isStale(findings);
        Optional<ControlReport> control = Optional.empty();
        try {
            control = rehearse(backup, findings, seed);
        } catch (Failure.Store unread) {
            requireNotStopping();
            findings.obstacle(
                    new Failure.Store(
                            unread.kind(),
                            "Failed to download backup from S3 [%s]".formatted(unread.getMessage()),
                            unread.hint(),
                            unread));
        } catch (Failure obstacle) {
            requireNotStopping();
            findings.obstacle(obstacle);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            requireNotStopping();
            findings.obstacle(
                    new Failure.Database(
                            "The drill broke off [%s]".formatted(e),
                            "See that TMPDIR names a directory with room.",
                            e));
        }
        DrillReport report = findings.report(backup.name(), plan.version());
        publish(report);
        new Announcement(scene.log()).say(report, findings);
        control.ifPresent(ended -> ControlStage.conclude(ended, report, scene.log()));
        return new Outcome(report.verdict(), stale, Optional.of(report), control);
    }

    private Optional<CatalogEntry> choose(String word) throws IOException {
        try {
            return Optional.of(catalog.find(word));
        } catch (Failure.Store none) {
            requireNotStopping();
            scene.log().log(ERROR, none.getMessage() + ". " + none.hint());
            return Optional.empty();
        }
    }

    /// Restores the backup, and asks every question that there is.
    private Optional<ControlReport> rehearse(
            CatalogEntry backup, Findings findings, OptionalLong seed) throws IOException {
        Deadline deadline = new Deadline(scene.clock(), findings.began().plus(plan.timeout()));
        Optional<Subject> known = Subject.of(backup, catalog, findings);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Subject subject = known.get();
        Sandbox sandbox =
                findings.stage("sandbox", () -> sandboxes.open(subject.sandbox(findings.began())));
        try {
            Psql whole = new Psql(programs, sandbox.whole(), sandbox.version(), deadline);
            Psql bare = new Psql(programs, sandbox.bare(), sandbox.version(), deadline);
            findings.restoresInto(sandbox, whole.program());
            Optional<Copy> copy = restore(subject, sandbox, whole, bare, findings);
            if (copy.isPresent()) {
                Comparison comparison =
                        new Comparison(
                                programs, plan.data(), sandbox, subject, copy.get(), deadline);
                comparison.ask(sandbox.whole(), findings);
                ask(comparison, bare, findings);
                return control(comparison, findings, seed);
            }
            return Optional.empty();
        } finally {
            findings.stage("cleanup", () -> drop(sandbox, findings));
        }
    }

    /// Restores the backup, asks every question about its dump, and returns the copy, if there is
    /// one. Of a dump with many statements, what was read of it is let go here.
    private Optional<Copy> restore(
            Subject subject, Sandbox sandbox, Psql whole, Psql bare, Findings findings)
            throws IOException {
        Restore.Restored restored =
                findings.stage(
                        DrillReport.RESTORE, () -> restore.run(subject, sandbox, whole, bare));
        new DumpCheck(findings).ask(subject, restored);
        return new RestoreCheck(findings).holds(restored)
                ? Optional.of(new Copy(subject.expected(restored.contents()), restored.bareError()))
                : Optional.empty();
    }

    /// Asks the queries.
    private void ask(Comparison comparison, Psql bare, Findings findings) throws IOException {
        Sandbox sandbox = comparison.sandbox();
        Sessions sessions = comparison.sessions(sandbox.whole());
        if (comparison.copy().bareError().isEmpty()) {
            BuiltInCheck builtIn = new BuiltInCheck(findings);
            Sessions beside = sessions.with(bare);
            findings.stage("built-in queries", () -> builtIn.ask(sessions, beside));
        }
        QueryCheck queries =
                new QueryCheck(findings, plan.queries(), comparison.deadline(), plan.queryLimit());
        findings.stage("queries", () -> queries.ask(sandbox.whole()));
    }

    private Optional<ControlReport> control(
            Comparison comparison, Findings findings, OptionalLong seed) throws IOException {
        if (seed.isEmpty() || !findings.allWell()) {
            return Optional.empty();
        }
        ControlStage stage = new ControlStage(comparison, scene.clock(), scene.log());
        ControlReport report =
                findings.stage("negative control", () -> stage.run(seed.getAsLong(), findings));
        if (report.obstacle().isPresent()) {
            requireNotStopping();
        }
        return Optional.of(report);
    }

    /// What is left of the sandbox says nothing of the backup.
    private static void drop(Sandbox sandbox, Findings findings) throws IOException {
        try {
            sandbox.close();
        } catch (Failure left) {
            findings.warn(
                    "Failed to cleanup temp database [%s]. %s"
                            .formatted(left.getMessage(), left.hint()));
        }
    }

    /// A store that takes no report does not change what the drill has found.
    private void publish(DrillReport report) throws IOException {
        try {
            scene.log().log(INFO, "Report: " + catalog.storeReport(report));
        } catch (Failure.Store refused) {
            requireNotStopping();
            scene.log().log(
                    WARNING,
                    "The report of this drill could not be stored [%s]. %s"
                            .formatted(refused.getMessage(), refused.hint()));
        }
    }

    /// A process that is told to end has its programs ended too: their failures say nothing.
    private void requireNotStopping() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted() || scene.stopping().getAsBoolean()) {
            throw new InterruptedIOException("interrupted while rehearsing a backup");
        }
    }
}
