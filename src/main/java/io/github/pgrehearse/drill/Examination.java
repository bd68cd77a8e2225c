package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.proof.Sessions;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/// What is done to a backup in a sandbox: it is restored there, and every question asked.
final class Examination {

    private final DrillPlan plan;
    private final ClientPrograms programs;
    private final Restore restore;
    private final Drill.Scene scene;

    Examination(DrillPlan plan, ClientPrograms programs, ObjectStore store, Drill.Scene scene) {
        this.plan = plan;
        this.programs = programs;
        this.restore = new Restore(store, scene.console(), scene.log());
        this.scene = scene;
    }

    /// Restores, asks, and with a seed, puts the comparison itself to the test if all is well. What
    /// is found is in `findings`.
    Optional<ControlReport> run(
            Subject subject,
            Sandbox sandbox,
            Findings findings,
            Deadline deadline,
            OptionalLong seed)
            throws IOException {
        Psql whole = new Psql(programs, sandbox.whole(), sandbox.version(), deadline);
        Psql bare = new Psql(programs, sandbox.bare(), sandbox.version(), deadline);
        findings.restoresInto(sandbox, whole.program());
        Optional<Copy> copy = restore(subject, sandbox, whole, bare, findings);
        if (copy.isEmpty()) {
            return Optional.empty();
        }
        Comparison comparison =
                new Comparison(programs, plan.data(), sandbox, subject, copy.get(), deadline);
        comparison.ask(sandbox.whole(), findings);
        ask(comparison, bare, findings);
        return control(comparison, findings, seed);
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
            scene.requireNotStopping();
        }
        return Optional.of(report);
    }
}
