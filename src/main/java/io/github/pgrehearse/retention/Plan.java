package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.Owner;
import java.util.List;

/// What is to be done about each backup, newest first.
///
/// @param owner whose backups may go
public record Plan(Owner owner, List<Decision> decisions) {

    public Plan {
        decisions = List.copyOf(decisions);
    }

    /// Those that go, oldest first: wherever it is broken off, what is left is the newest.
    public List<Decision> going() {
        return decisions.reversed().stream().filter(decision -> !decision.keeps()).toList();
    }

    List<Decision> by(Rule rule) {
        return decisions.stream().filter(decision -> decision.rule() == rule).toList();
    }
}
