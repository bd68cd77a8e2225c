package io.github.pgrehearse.log;

import java.time.Duration;
import java.util.function.Supplier;

/// Tells now and then how far a long work has come: on a terminal every half second on the live
/// line, in a log every 30 seconds.
public final class Progress implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration IN_LOG = Duration.ofSeconds(30);

    private final Console console;
    private final Runnable tell;
    private final Thread teller;
    private boolean closed;

    private Progress(Console console, Runnable tell) {
        this.console = console;
        this.tell = tell;
        Duration pause = console.isTerminal() ? ON_TERMINAL : IN_LOG;
        this.teller = Thread.ofVirtual().name("progress").unstarted(() -> repeat(pause));
    }

    /// Begins to tell what `state` says at the time; closing it ends that.
    public static Progress begin(Console console, System.Logger log, Supplier<String> state) {
        Progress progress =
                new Progress(
                        console,
                        console.isTerminal()
                                ? () -> console.live(state.get())
                                : () -> log.log(System.Logger.Level.INFO, state.get()));
        progress.teller.start();
        return progress;
    }

    @Override
    public void close() {
        teller.interrupt();
        // Whoever is telling right now comes first, so that nothing stays on the terminal
        synchronized (this) {
            closed = true;
            console.live("");
        }
    }

    private synchronized void tell() {
        if (!closed) {
            tell.run();
        }
    }

    private void repeat(Duration pause) {
        try {
            while (true) {
                Thread.sleep(pause);
                tell();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: nothing more to tell
        }
    }
}
