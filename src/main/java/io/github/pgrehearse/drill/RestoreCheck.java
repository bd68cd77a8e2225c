package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlError;
import java.util.List;
import java.util.Optional;

/// Tells whether psql could run all of the dump, and if not, whether the dump is to blame.
final class RestoreCheck {

    private static final String ASKED = "psql ran every statement";

    private final Findings findings;

    RestoreCheck(Findings findings) {
        this.findings = findings;
    }

    /// Notes the answer, and says whether there is a restored copy to look at.
    boolean holds(Restore.Restored restored) {
        restored.leftOut().forEach(findings::leftOut);
        restored.warnings().forEach(findings::warn);
        if (restored.damage().isPresent()) {
            findings.notAsked(DrillReport.RESTORE, "the dump is damaged");
            return false;
        }
        if (restored.error().isEmpty()) {
            findings.check(DrillReport.RESTORE, ASKED, List.of());
            return true;
        }
        PsqlError error = restored.error().get();
        Optional<Failure.Database> obstacle =
                restored.roleProblem().or(() -> Judgement.obstacle(error));
        if (obstacle.isPresent()) {
            findings.unknown(DrillReport.RESTORE, ASKED, obstacle.get());
        } else {
            findings.checkCopy(DrillReport.RESTORE, ASKED, List.of(error.toString()));
        }
        return false;
    }
}
