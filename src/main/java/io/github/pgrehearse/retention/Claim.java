package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.Owner;

/// Whose a backup turned out to be.
sealed interface Claim {

    /// Of the database that is asked for, or of another tool, which does not say.
    record Ours() implements Claim {}

    /// Of another database.
    record Foreign(Owner owner) implements Claim {}

    /// Its manifest is about another backup, or not about the dump that is there.
    record Doubtful(String why) implements Claim {}

    /// It cannot be read.
    record Unreadable(String why) implements Claim {}
}
