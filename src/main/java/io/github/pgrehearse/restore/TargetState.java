package io.github.pgrehearse.restore;

/// What a restore that did not come to its end has left of its target.
final class TargetState {

    private final String target;
    private Phase phase = Phase.UNTOUCHED;

    /// How far it came.
    enum Phase {
        UNTOUCHED,
        /// The database that was there is gone, and no other is there yet.
        DROPPED,
        /// The database was made, and holds nothing.
        MADE,
        /// In a transaction that was not committed.
        UNCOMMITTED,
        /// The server was told to commit.
        COMMITTING,
        /// Some statements have been run, each for itself.
        PARTLY,
        /// All statements have been run.
        RESTORED
    }

    TargetState(String target) {
        this.target = target;
    }

    void is(Phase reached) {
        phase = reached;
    }

    boolean isUnknown() {
        return phase == Phase.COMMITTING;
    }

    /// A sentence or two, with what comes next.
    String sentence() {
        return switch (phase) {
            case UNTOUCHED -> "State of the target: nothing in %s was changed.".formatted(target);
            case DROPPED ->
                    "State of the target: %s was dropped and not made again; make it by hand, or run the same command with --create."
                            .formatted(target);
            case MADE ->
                    "State of the target: %s was made and is empty; run the same command again."
                            .formatted(target);
            case UNCOMMITTED ->
                    "State of the target: nothing was committed, %s is as it was before (roles that were made stay); run the same command again."
                            .formatted(target);
            case COMMITTING ->
                    "State of the target: whether %s holds the backup is not known, but it is all of it or nothing: look."
                            .formatted(target);
            case PARTLY ->
                    "State of the target: %s holds a part of the backup; drop that before you try again (of a whole database, --force does)."
                            .formatted(target);
            case RESTORED ->
                    "State of the target: %s holds what the backup gave.".formatted(target);
        };
    }
}
