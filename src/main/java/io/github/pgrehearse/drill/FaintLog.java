package io.github.pgrehearse.drill;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// Logs everything as if it were for those who look for bugs: what is said of a copy that was
/// damaged on purpose would alarm others.
record FaintLog(System.Logger log) implements System.Logger {

    @Override
    public String getName() {
        return log.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return log.isLoggable(Level.DEBUG);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String message,
            @Nullable Throwable thrown) {
        log.log(Level.DEBUG, bundle, message, thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... parameters) {
        log.log(Level.DEBUG, bundle, format, parameters);
    }
}
