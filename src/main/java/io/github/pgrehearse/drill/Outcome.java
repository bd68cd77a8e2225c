package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.failure.Failure;
import java.util.Optional;

/// What a drill came to.
///
/// @param stale whether the newest backup is older than it may be, whatever the verdict
/// @param report none where no backup was found to rehearse
/// @param obstacle what kept the drill from being carried out to its end
/// @param control none where it was not asked for, or there was no sound copy to damage
public record Outcome(
        Verdict verdict,
        boolean stale,
        Optional<DrillReport> report,
        Optional<Failure> obstacle,
        Optional<ControlReport> control) {

    /// Of a drill that found no backup to rehearse.
    static Outcome without(Failure none) {
        return new Outcome(
                Verdict.UNPROVEN, false, Optional.empty(), Optional.of(none), Optional.empty());
    }
}
