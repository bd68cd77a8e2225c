package io.github.pgrehearse.log;

import java.time.Duration;
import java.util.function.Supplier;

/// Tells now and then how far a long work has come: on a terminal every half second on the live
/// line, in a log every 30 seconds.
public final class Progress implements AutoCloseable {

    private static final Duration ON_TERMINAL = Duration.ofMillis(500);
    private static final Duration IN_LOG = Duration.ofSeconds(30);

    private final Console console;
    private final Thread teller;

    private Progress(Console console, Runnable tell) {
        this.console = console;
        Duration pause = console.isTerminal() ? ON_TERMINAL : IN_LOG;
        this.teller = Thread.ofVirtual().name("progress").start(() -> repeat(pause, tell));
    }

    /// Begins to tell what `state` says at the time; closing it ends that.
    public static Progress begin(Console console, System.Logger log, Supplier<String> state) {
        return new Progress(
                console,
                console.isTerminal()
                        ? () -> console.live(state.get())
                        : () -> log.log(System.Logger.Level.INFO, state));
    }

    @Override
    public void close() {
        teller.interrupt();
        console.live("");
    }

    private static void repeat(Duration pause, Runnable tell) {
        try {
            while (true) {
                Thread.sleep(pause);
                tell.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed: nothing more to tell
        }
    }
}
