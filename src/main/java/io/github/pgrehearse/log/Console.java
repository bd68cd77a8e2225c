package io.github.pgrehearse.log;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Where log lines go, and, on a terminal, one live line below them that is written anew in place.
public final class Console extends Handler {

    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private String live = "";

    /// @param terminal whether `out` is one: else no control character is ever written
    public Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /// Sends all log lines of this process here from now on.
    public void attach(System.Logger.Level level, LogFormat format) {
        setFormatter(format.formatter());
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.WARNING);
        root.addHandler(this);
        Logger.getLogger("io.github.pgrehearse").setLevel(julLevel(level));
    }

    public boolean isTerminal() {
        return terminal;
    }

    /// Shows `text` on the live line; an empty text removes it. Does nothing but on a terminal.
    public synchronized void live(String text) {
        if (terminal) {
            live = LogFormat.printable(text);
            out.print(ERASE_LINE + live);
            out.flush();
        }
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        out.print((live.isEmpty() ? "" : ERASE_LINE) + getFormatter().format(entry) + live);
        out.flush();
    }

    @Override
    public void flush() {
        out.flush();
    }

    @Override
    public void close() {
        flush();
    }

    private static Level julLevel(System.Logger.Level level) {
        return switch (level) {
            case ALL, TRACE, DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR, OFF -> Level.SEVERE;
        };
    }
}
