package io.github.pgrehearse.notify;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.notify.Notice.Status;
import io.github.pgrehearse.notify.Notice.Streak;
import io.github.pgrehearse.notify.Streaks.Subject;
import java.util.Optional;

/// Decides what of all that happens people are told.
///
/// @param onSuccess whether what went well is told
/// @param onFailure whether what failed is told, and that it works again
record Editor(boolean onSuccess, boolean onFailure, Streaks streaks) {

    /// How many times running another backup may be in the way before that is an alarm.
    private static final int SKIPS_BORNE = 2;

    Editor(boolean onSuccess, boolean onFailure) {
        this(onSuccess, onFailure, new Streaks());
    }

    /// What is to be told of this, if anything.
    Optional<Notice> edit(Event event) {
        return switch (event) {
            case Event.Due _, Event.BackupBegan _, Event.DrillBegan _ -> Optional.empty();
            case Event.BackupCompleted completed -> completed(Draft.of(completed));
            case Event.BackupFailed failed -> {
                streaks.worked(Subject.LOCK); // it was free
                yield wentWrong(Subject.BACKUP, Draft.of(failed), true);
            }
            case Event.BackupSkipped skipped ->
                    wentWrong(Subject.LOCK, Draft.of(skipped), skipped.inARow() > SKIPS_BORNE);
            case Event.AnomalyFound found ->
                    wentWrong(Subject.ANOMALY, Draft.of(found), true).map(_ -> Draft.of(found));
            case Event.Pruned pruned -> recovered(streaks.worked(Subject.PRUNE), Draft.of(pruned));
            case Event.PruneFailed failed -> wentWrong(Subject.PRUNE, Draft.of(failed), true);
            case Event.BackupsStale stale ->
                    // Of backups that fail here it is told already
                    streaks.isFailingSinceBefore(Subject.BACKUP, stale.at())
                            ? Optional.empty()
                            : wentWrong(Subject.FRESHNESS, Draft.of(stale), true);
            case Event.CatalogSeen seen -> seen.newest().flatMap(newest -> seen(newest, seen));
            case Event.DrillEnded ended ->
                    switch (ended.verdict()) {
                        case PROVEN, RESTORED ->
                                wentWell(streaks.worked(Subject.DRILL), Draft.of(ended));
                        case DISPROVEN, UNPROVEN -> wentWrong(Subject.DRILL, Draft.of(ended), true);
                    };
        };
    }

    /// It says of all that is about backups that it works again.
    private Optional<Notice> completed(Notice draft) {
        Optional<Streak> fresh = streaks.worked(Subject.FRESHNESS);
        Optional<Streak> lock = streaks.worked(Subject.LOCK);
        Optional<Streak> backup = streaks.worked(Subject.BACKUP);
        return wentWell(backup.or(() -> lock).or(() -> fresh), draft);
    }

    /// Another process may have taken the backup that ends what was told of stale ones.
    private Optional<Notice> seen(BackupName newest, Event.CatalogSeen seen) {
        return streaks.isFailingSinceBefore(Subject.FRESHNESS, newest.began())
                ? recovered(streaks.worked(Subject.FRESHNESS), Draft.of(newest, seen))
                : Optional.empty();
    }

    private Optional<Notice> wentWrong(Subject subject, Notice draft, boolean grave) {
        return streaks.failed(subject, draft.kind(), draft.at(), grave)
                .filter(_ -> onFailure)
                .map(streak -> draft.with(draft.status(), streak));
    }

    private Optional<Notice> wentWell(Optional<Streak> ended, Notice draft) {
        return recovered(ended, draft).or(() -> Optional.of(draft).filter(_ -> onSuccess));
    }

    /// Tells it only where a failure was told before.
    private Optional<Notice> recovered(Optional<Streak> ended, Notice draft) {
        return ended.filter(_ -> onFailure).map(streak -> draft.with(Status.RECOVERY, streak));
    }
}
