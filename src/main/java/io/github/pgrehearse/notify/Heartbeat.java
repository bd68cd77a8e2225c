package io.github.pgrehearse.notify;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Work;
import io.github.pgrehearse.event.Listener;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/// Calls a dead man's switch in the manner of healthchecks.io: the URL after each success, with
/// `/start` behind its path when work begins, and with `/fail` when it fails.
///
/// What matters is the last state: a call that could not be made is given up for a newer one. The
/// beginning of work does not take the place of an outcome, though. And the success of a backup
/// does not take the place of a disproof: until a drill succeeds again, backups that succeed are
/// not told.
public final class Heartbeat implements Listener, AutoCloseable {

    private static final String SETTING = "HEARTBEAT_URL";
    private static final int LONGEST_BODY = 2000;

    private final Address address;
    private final Work work;
    private final Courier courier;
    private boolean disproven;

    private Heartbeat(Address address, Work work, Courier courier) {
        this.address = address;
        this.work = work;
        this.courier = courier;
    }

    /// Begins to call; whoever opens it closes it.
    ///
    /// @param work whose beginnings and outcomes are told: backups, or drills where the service
    ///   does nothing else; a disproven backup is a failure of either
    public static Heartbeat open(Address address, Work work, Means means) {
        return open(address, work, means, Notices.LIMIT);
    }

    static Heartbeat open(Address address, Work work, Means means, Duration limit) {
        HttpCall call = new HttpCall(limit, means.clock());
        return new Heartbeat(address, work, Courier.open(SETTING, call, means, Heartbeat::admit));
    }

    @Override
    public synchronized void hear(Event event) {
        letter(event).ifPresent(courier::send);
    }

    private Optional<Letter> letter(Event event) {
        return switch (event) {
            case Event.BackupBegan _ -> of(Work.BACKUP, began());
            case Event.BackupCompleted _ -> of(Work.BACKUP, succeeded()).filter(_ -> !disproven);
            case Event.BackupFailed failed -> of(Work.BACKUP, failed(failed.problem().message()));
            case Event.DrillBegan _ -> of(Work.DRILL, began());
            case Event.DrillEnded ended -> letter(ended);
            case Event.Due _,
                    Event.CatalogSeen _,
                    Event.BackupSkipped _,
                    Event.AnomalyFound _,
                    Event.Pruned _,
                    Event.PruneFailed _,
                    Event.BackupsStale _ ->
                    Optional.empty();
        };
    }

    private Optional<Letter> letter(Event.DrillEnded ended) {
        return switch (ended.verdict()) {
            case PROVEN, RESTORED -> {
                disproven = false;
                yield of(Work.DRILL, succeeded());
            }
            case UNPROVEN -> of(Work.DRILL, failed(message(ended)));
            case DISPROVEN -> {
                disproven = true;
                yield Optional.of(failed(message(ended)));
            }
        };
    }

    private Optional<Letter> of(Work whose, Letter letter) {
        return Optional.of(letter).filter(_ -> whose == work);
    }

    private Letter began() {
        return new Letter(address.below("/start"), Map.of(), "", true);
    }

    private Letter succeeded() {
        return new Letter(address, Map.of(), "", false);
    }

    private Letter failed(String message) {
        String body = message.substring(0, Math.min(message.length(), LONGEST_BODY));
        return new Letter(
                address.below("/fail"),
                Map.of("Content-Type", "text/plain; charset=utf-8"),
                body,
                false);
    }

    private static String message(Event.DrillEnded ended) {
        String backup = ended.report().map(report -> report.backup() + " is ").orElse("");
        String why = ended.problem().map(problem -> ": " + problem.message()).orElse("");
        return backup + ended.verdict().word() + why;
    }

    /// A beginning replaces a beginning, and an outcome all that was before it.
    private static int admit(Deque<Letter> waiting, Letter newcomer) {
        waiting.removeIf(older -> older.expendable() || !newcomer.expendable());
        waiting.add(newcomer);
        return 0;
    }

    @Override
    public void close() {
        courier.close();
    }
}
