package io.github.pgrehearse.drill;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Proves a backup: restores it into a sandbox, and compares what came back with what went in.
public final class Drill {

    /// What a dump is called that holds nothing.
    static final String EMPTY = "Backup file is empty or does not exist";

    private final DrillPlan plan;
    private final Sandboxes sandboxes;
    private final Catalog catalog;
    private final Examination examination;
    private final Scene scene;

    /// Makes the sandbox of a drill, which the caller closes.
    public interface Sandboxes {
        Sandbox open(Wanted wanted) throws IOException;
    }

    /// What a drill is held with, and whom it tells.
    ///
    /// @param stopping whether the process has been told to end: what fails then says nothing
    public record Scene(Clock clock, Console console, System.Logger log, BooleanSupplier stopping) {

        /// A process that is told to end has its programs ended too: their failures say nothing.
        void requireNotStopping() throws InterruptedIOException {
            if (Thread.currentThread().isInterrupted() || stopping.getAsBoolean()) {
                throw new InterruptedIOException("interrupted while rehearsing a backup");
            }
        }
    }

    /// @param catalog of the backups in `store`
    public Drill(
            DrillPlan plan,
            ClientPrograms programs,
            Sandboxes sandboxes,
            ObjectStore store,
            Catalog catalog,
            Scene scene) {
        this.plan = plan;
        this.sandboxes = sandboxes;
        this.catalog = catalog;
        this.scene = scene;
        this.examination = new Examination(plan, programs, store, scene);
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
        Instant end = findings.began().plus(plan.timeout());
        TimeLimit limit = new TimeLimit(new Deadline(scene.clock(), end), plan.timeout());
        CatalogEntry backup;
        try {
            backup = limit.run(findings, () -> catalog.find(word, findings.began()));
        } catch (Failure.Settings unknown) {
            throw unknown;
        } catch (Failure none) {
            scene.requireNotStopping();
            scene.log().log(ERROR, none.getMessage() + ". " + none.hint());
            return Outcome.without(none);
        }
        scene.log().log(INFO, "Starting drill of %s (%s)".formatted(backup.name(), catalog));
        Optional<ControlReport> control = Optional.empty();
        try {
            control = rehearse(backup, findings, limit, seed);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            scene.requireNotStopping();
            findings.obstacle(obstacle(e));
        }
        DrillReport report = findings.report(backup.name(), plan.version());
        publish(report, findings, limit);
        new Announcement(scene.log()).say(report, findings);
        control.ifPresent(ended -> ControlStage.conclude(ended, report, scene.log()));
        return new Outcome(
                report.verdict(),
                findings.isStale(),
                Optional.of(report),
                findings.obstacle(),
                control);
    }

    /// What a drill that broke off tells of why it did.
    private static Failure obstacle(IOException problem) {
        return switch (problem) {
            case Failure.Store unread ->
                    new Failure.Store(
                            unread.kind(),
                            "Failed to download backup from S3 [%s]".formatted(unread.getMessage()),
                            unread.hint(),
                            unread);
            case Failure failure -> failure;
            default ->
                    new Failure.Database(
                            "The drill broke off [%s]".formatted(problem),
                            "See that TMPDIR names a directory with room.",
                            problem);
        };
    }

    /// Makes a sandbox, and has the backup examined there.
    private Optional<ControlReport> rehearse(
            CatalogEntry backup, Findings findings, TimeLimit limit, OptionalLong seed)
            throws IOException {
        Optional<Subject> known = limit.run(findings, () -> Subject.of(backup, catalog, findings));
        Freshness freshness = new Freshness(catalog, plan.maxAge());
        Optional<Manifest> manifest = known.flatMap(Subject::manifest);
        if (limit.run(findings, () -> freshness.isStale(findings, manifest))) {
            findings.stale();
        }
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Subject subject = known.get();
        Wanted wanted = subject.sandbox(findings.began());
        Sandbox sandbox =
                findings.stage("sandbox", () -> limit.run(findings, () -> sandboxes.open(wanted)));
        try {
            return limit.run(
                    findings,
                    () -> examination.run(subject, sandbox, findings, limit.deadline(), seed));
        } finally {
            findings.stage("cleanup", () -> drop(sandbox, findings, limit));
        }
    }

    /// What is left of the sandbox says nothing of the backup.
    private static void drop(Sandbox sandbox, Findings findings, TimeLimit limit)
            throws IOException {
        try {
            limit.undo(findings, sandbox::close);
        } catch (Failure left) {
            findings.warn(
                    "Failed to cleanup temp database [%s]. %s"
                            .formatted(left.getMessage(), left.hint()));
        }
    }

    /// A store that takes no report does not change what the drill has found.
    private void publish(DrillReport report, Findings findings, TimeLimit limit)
            throws IOException {
        try {
            ObjectKey place = limit.extended().run(findings, () -> catalog.storeReport(report));
            scene.log().log(INFO, "Report: " + place);
        } catch (Failure refused) {
            scene.requireNotStopping();
            scene.log().log(
                    WARNING,
                    "The report of this drill could not be stored [%s]. %s"
                            .formatted(refused.getMessage(), refused.hint()));
        }
    }
}
