package io.github.pgrehearse.notify;

import io.github.pgrehearse.notify.Notice.Kind;
import io.github.pgrehearse.notify.Notice.Streak;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What keeps failing, and when that was told last. What fails again and again is told the first
/// time, and from then on about once an hour; at once where it fails in another way.
///
/// It is kept in memory: a service that was restarted counts from one.
final class Streaks {

    /// Somewhat less than an hour, so that of what fails each hour nothing is passed over.
    private static final Duration QUIET = Duration.ofMinutes(55);

    /// What can fail, and work again, by itself.
    enum Subject {
        BACKUP,
        LOCK,
        FRESHNESS,
        PRUNE,
        DRILL,
        /// Is told, but never works again.
        ANOMALY
    }

    private record Ongoing(Streak streak, Optional<Kind> toldAs, Instant toldAt) {}

    private final Map<Subject, Ongoing> ongoing = new EnumMap<>(Subject.class);

    /// Counts a failure.
    ///
    /// @param grave whether it is worth telling
    /// @return how it stands, if it is to be told now
    Optional<Streak> failed(Subject subject, Kind kind, Instant at, boolean grave) {
        Ongoing before =
                ongoing.getOrDefault(subject, new Ongoing(new Streak(0, at), Optional.empty(), at));
        Streak streak = new Streak(before.streak().failures() + 1, before.streak().since());
        boolean news = !before.toldAs().equals(Optional.of(kind)) || isLongAgo(before.toldAt(), at);
        boolean tell = grave && news;
        ongoing.put(
                subject,
                tell
                        ? new Ongoing(streak, Optional.of(kind), at)
                        : new Ongoing(streak, before.toldAs(), before.toldAt()));
        return tell ? Optional.of(streak) : Optional.empty();
    }

    /// A clock that was set back counts as a long time.
    private static boolean isLongAgo(Instant told, Instant now) {
        Duration quiet = Duration.between(told, now);
        return quiet.isNegative() || quiet.compareTo(QUIET) >= 0;
    }

    /// Whether something has been failing since before that time.
    boolean isFailingSinceBefore(Subject subject, Instant time) {
        return ongoing.containsKey(subject) && ongoing.get(subject).streak().since().isBefore(time);
    }

    /// Ends a streak.
    ///
    /// @return what it was, if it had been told
    Optional<Streak> worked(Subject subject) {
        return Optional.ofNullable(ongoing.remove(subject))
                .filter(one -> one.toldAs().isPresent())
                .map(Ongoing::streak);
    }
}
