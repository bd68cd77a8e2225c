package io.github.pgrehearse.doctor;

import io.github.pgrehearse.postgres.DatabaseFacts;
import java.io.IOException;
import java.util.Optional;

/// Looks at everything that backups and drills need, by doing with it what they do, and leaves
/// nothing behind.
///
/// @param database none if its settings cannot be used
/// @param sandbox none if its settings cannot be used
/// @param store none if its settings cannot be used
public record Doctor(
        Optional<DatabaseExamination> database,
        Optional<StoreExamination> store,
        Optional<SandboxExamination> sandbox) {

    /// Asks every question that can be asked, whatever the others' answers.
    ///
    /// @throws java.io.InterruptedIOException if the process was told to end
    public void examine(Diagnosis diagnosis) throws IOException {
        Optional<DatabaseFacts> facts = Optional.empty();
        if (database.isPresent()) {
            facts = database.get().examine(diagnosis);
        }
        if (store.isPresent()) {
            store.get().examine(diagnosis);
        }
        if (sandbox.isPresent()) {
            sandbox.get().examine(facts, diagnosis);
        }
    }
}
