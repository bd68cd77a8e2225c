package io.github.pgrehearse.service;

import io.github.pgrehearse.drill.Outcome;
import java.io.IOException;
import java.io.InterruptedIOException;

/// What a round of drills consists of.
@FunctionalInterface
public interface Drills {

    /// Rehearses the backup that the settings name, and has an answer in every case but one.
    ///
    /// @throws InterruptedIOException if the process was told to end
    Outcome rehearse() throws IOException;

    /// Clears away what drills have left that were killed; once, before the first.
    default void clearLeftovers() throws IOException {}
}
