package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.control.ControlReport;
import java.util.Optional;

/// What a drill came to.
///
/// @param stale whether the newest backup is older than it may be, whatever the verdict
/// @param report none where no backup was found to rehearse
/// @param control none where it was not asked for, or there was no sound copy to damage
public record Outcome(
        Verdict verdict,
        boolean stale,
        Optional<DrillReport> report,
        Optional<ControlReport> control) {}
