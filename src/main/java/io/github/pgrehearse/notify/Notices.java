package io.github.pgrehearse.notify;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Listener;
import java.time.Duration;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Tells people, by a webhook, what happens in the service.
///
/// Failures are told the first time and then about once an hour, with how often it was; that it
/// works again is told too. [#hear] only puts a letter into a queue; whatever the receiver does,
/// nothing waits for it. [#close] gives what is left two seconds.
public final class Notices implements Listener, AutoCloseable {

    /// Its variable, for warnings.
    private static final String SETTING = "WEBHOOK_URL";

    /// How many notices are kept for a receiver that does not answer: some hundred KB.
    static final int MOST_WAITING = 100;

    static final Duration LIMIT = Duration.ofSeconds(10);

    private final NoticePlan plan;
    private final Place place;
    private final Means means;
    private final Editor editor;
    private final Courier courier;

    private Notices(NoticePlan plan, Place place, Means means, Courier courier) {
        this.plan = plan;
        this.place = place;
        this.means = means;
        this.courier = courier;
        this.editor = new Editor(plan.onSuccess(), plan.onFailure());
    }

    /// Begins to tell; whoever opens it closes it.
    public static Notices open(NoticePlan plan, Place place, Means means) {
        return open(plan, place, means, LIMIT);
    }

    static Notices open(NoticePlan plan, Place place, Means means, Duration limit) {
        HttpCall call = new HttpCall(limit, means.clock());
        return new Notices(plan, place, means, Courier.open(SETTING, call, means, Notices::admit));
    }

    /// Sends one notice, now and once, so that a person can see whether they arrive.
    ///
    /// @return why it was not taken; nothing if it was
    public static Optional<Event.Problem> test(NoticePlan plan, Place place, Means means)
            throws InterruptedException {
        Letter letter = letter(Draft.test(means.clock().instant()), plan, place, means);
        return switch (new HttpCall(LIMIT, means.clock()).carry(letter)) {
            case Answer.Taken _ -> Optional.empty();
            case Answer.Failed failed ->
                    Optional.of(
                            new Event.Problem(
                                    "Notice could not be delivered [%s at %s: %s]"
                                            .formatted(SETTING, plan.address(), failed.why()),
                                    failed.advice()));
        };
    }

    @Override
    public synchronized void hear(Event event) {
        editor.edit(event).ifPresent(notice -> courier.send(letter(notice, plan, place, means)));
    }

    private static Letter letter(Notice notice, NoticePlan plan, Place place, Means means) {
        String id = HexFormat.of().toHexDigits(means.random().nextLong());
        String body = Payload.of(notice, place, id, plan.format());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json; charset=utf-8");
        plan.secret().ifPresent(key -> headers.put(Signature.HEADER, Signature.of(body, key)));
        return new Letter(plan.address(), headers, body, notice.isExpendable());
    }

    /// Where there is no room, what only says that all is well goes first, the oldest of it.
    private static int admit(Deque<Letter> waiting, Letter newcomer) {
        waiting.add(newcomer);
        if (waiting.size() <= MOST_WAITING) {
            return 0;
        }
        Letter dropped =
                waiting.stream()
                        .filter(Letter::expendable)
                        .findFirst()
                        .orElseGet(waiting::getFirst);
        waiting.removeFirstOccurrence(dropped);
        return 1;
    }

    @Override
    public void close() {
        courier.close();
    }
}
