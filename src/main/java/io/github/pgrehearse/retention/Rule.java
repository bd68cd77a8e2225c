package io.github.pgrehearse.retention;

import java.util.Locale;

/// What can decide about a backup. Of several, the first in this order does.
public enum Rule {
    /// No backup yet, or none any more: the next backup of its database removes it.
    UNFINISHED,
    /// Named by a clock that is wrong.
    FUTURE,
    /// Its manifest names another database.
    FOREIGN,
    /// Nobody can tell whose it is.
    UNREADABLE,
    /// Its manifest is not about the dump that is there.
    DOUBTFUL,
    NEWEST,
    PROVEN,
    LAST,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY,
    YOUNG,
    /// Old, but nothing goes as long as there is no recent backup.
    NO_RECENT,
    /// Drill reports of a backup that is gone.
    DEBRIS,
    OLD;

    boolean keeps() {
        return switch (this) {
            case OLD, DEBRIS -> false;
            case UNFINISHED,
                    FUTURE,
                    FOREIGN,
                    UNREADABLE,
                    DOUBTFUL,
                    NEWEST,
                    PROVEN,
                    LAST,
                    DAILY,
                    WEEKLY,
                    MONTHLY,
                    YEARLY,
                    YOUNG,
                    NO_RECENT ->
                    true;
        };
    }

    /// As `prune --json` has it: an interface.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// Whether it matters whose the backup is: of one that goes, and of one whose being kept may be
    /// why another goes. What is merely young needs no look.
    boolean dependsOnOwner() {
        return switch (this) {
            case NEWEST, PROVEN, LAST, DAILY, WEEKLY, MONTHLY, YEARLY, OLD, DEBRIS -> true;
            case UNFINISHED, FUTURE, FOREIGN, UNREADABLE, DOUBTFUL, YOUNG, NO_RECENT -> false;
        };
    }
}
