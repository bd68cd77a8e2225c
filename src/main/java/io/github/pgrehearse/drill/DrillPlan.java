package io.github.pgrehearse.drill;

import java.time.Duration;
import java.util.Optional;

/// How drills are to be held.
///
/// @param data how much of the restored rows to compare
/// @param queries the user's own
/// @param timeout how long all may take
/// @param maxAge how old the newest backup may be; none: as its own schedule allows
/// @param version of this program, for the report
public record DrillPlan(
        DataProof data,
        UserQueries queries,
        Duration timeout,
        Optional<Duration> maxAge,
        String version) {

    /// Of the time of a drill, no query of the user's may take more than this part.
    private static final int QUERIES_AT_LEAST = 10;

    /// One without queries of the user's.
    public DrillPlan(DataProof data, Duration timeout, Optional<Duration> maxAge, String version) {
        this(data, UserQueries.NONE, timeout, maxAge, version);
    }

    /// How long a single query of the user's may take.
    Duration queryLimit() {
        return timeout.dividedBy(QUERIES_AT_LEAST);
    }

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
