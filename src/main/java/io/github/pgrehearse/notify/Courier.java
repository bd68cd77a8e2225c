package io.github.pgrehearse.notify;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Delivers letters one after the other, on a thread of its own, each tried again for some minutes.
///
/// Nobody waits for it: a letter is put into a queue of bounded length, and given up with a warning
/// where it cannot be delivered.
final class Courier implements AutoCloseable {

    /// How long [#close] waits for what is still to be delivered.
    static final Duration GRACE = Duration.ofSeconds(2);

    /// Puts a letter among those that wait, and takes out what it replaces or has no room for. The
    /// first may be under way: it is then not tried again.
    @FunctionalInterface
    interface Admission {

        /// Says how many letters were dropped for want of room.
        int admit(Deque<Letter> waiting, Letter newcomer);
    }

    private final String setting;
    private final HttpCall call;
    private final Backoff backoff;
    private final Means means;
    private final Admission admission;
    private final Thread thread;

    private final Deque<Letter> waiting = new ArrayDeque<>();
    private int dropped;
    private boolean pausing;
    private boolean closing;

    /// @param setting the variable that the address stands in, for warnings
    private Courier(
            String setting, HttpCall call, Backoff backoff, Means means, Admission admission) {
        this.setting = setting;
        this.call = call;
        this.backoff = backoff;
        this.means = means;
        this.admission = admission;
        this.thread = Thread.ofVirtual().name("notices").unstarted(this::run);
    }

    static Courier open(String setting, HttpCall call, Means means, Admission admission) {
        Courier courier = new Courier(setting, call, Backoff.USUAL, means, admission);
        courier.thread.start();
        return courier;
    }

    /// Takes a letter to be delivered, and returns at once.
    void send(Letter letter) {
        if (isFirstDropped(letter)) {
            means.log().log(
                    WARNING,
                    "Notices were dropped [%s at %s: more wait than can be kept]. See whether the receiver is well."
                            .formatted(setting, letter.to()));
        }
    }

    /// Says whether this is the first time since a delivery that there was no room.
    private synchronized boolean isFirstDropped(Letter letter) {
        int before = dropped;
        dropped += admission.admit(waiting, letter);
        notifyAll();
        return before == 0 && dropped > 0;
    }

    private void run() {
        try {
            Optional<Letter> letter = next();
            while (letter.isPresent()) {
                deliver(letter.get());
                letter = next();
            }
        } catch (InterruptedException e) {
            // time is up: [#close] tells what is left
        }
    }

    /// Waits for a letter; nothing if there will be none any more. It stays in the queue until it
    /// is delivered or given up.
    private synchronized Optional<Letter> next() throws InterruptedException {
        while (waiting.isEmpty() && !closing) {
            wait();
        }
        return Optional.ofNullable(waiting.peek());
    }

    private void deliver(Letter letter) throws InterruptedException {
        Answer answer = call.carry(letter);
        for (Duration pause : backoff.pauses(means.random())) {
            if (!(answer instanceof Answer.NotNow later)
                    || !pause(later.after().orElse(pause))
                    || isWithdrawn(letter)) {
                break;
            }
            answer = call.carry(letter);
        }
        conclude(letter, answer);
    }

    /// Waits, and says whether to go on.
    private boolean pause(Duration length) throws InterruptedException {
        synchronized (this) {
            if (closing) {
                return false;
            }
            pausing = true;
        }
        try {
            means.sleeper().sleep(length);
            return true;
        } catch (InterruptedException e) {
            return false;
        } finally {
            synchronized (this) {
                pausing = false;
                Thread.interrupted(); // it was meant for the pause
            }
        }
    }

    private synchronized boolean isWithdrawn(Letter letter) {
        return !letter.equals(waiting.peek());
    }

    private void conclude(Letter letter, Answer answer) {
        synchronized (this) {
            if (isWithdrawn(letter)) {
                return;
            }
            waiting.remove();
            dropped = answer instanceof Answer.Taken ? 0 : dropped;
        }
        if (answer instanceof Answer.Failed failed) {
            means.log().log(
                    WARNING,
                    "Notice could not be delivered [%s at %s: %s]. %s"
                            .formatted(setting, letter.to(), failed.why(), failed.advice()));
        }
    }

    /// Ends the thread, after a short time in which each letter that waits is tried once.
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // who ends the service may interrupt its thread
        synchronized (this) {
            closing = true;
            notifyAll();
            if (pausing) {
                thread.interrupt();
            }
        }
        try {
            thread.join(GRACE);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        thread.interrupt();
        tellWhatIsLeft();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tellWhatIsLeft() {
        if (!waiting.isEmpty()) {
            means.log().log(
                    WARNING,
                    "Notices were not delivered before the end [%s at %s: %d]. See whether the receiver is well."
                            .formatted(setting, waiting.peek().to(), waiting.size()));
        }
    }
}
