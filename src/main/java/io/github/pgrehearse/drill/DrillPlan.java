package io.github.pgrehearse.drill;

import java.time.Duration;
import java.util.Optional;

/// How drills are to be held.
///
/// @param data how much of the restored rows to compare
/// @param timeout how long all may take
/// @param maxAge how old the newest backup may be; none: as its own schedule allows
/// @param version of this program, for the report
public record DrillPlan(
        DataProof data, Duration timeout, Optional<Duration> maxAge, String version) {

    /// How much of the restored rows is compared.
    public enum DataProof {
        /// Every row.
        FULL,
        /// How many rows there are in each table.
        COUNTS,
        /// Nothing.
        NONE
    }
}
