package io.github.pgrehearse.settings;

import io.github.pgrehearse.config.Setting;
import io.github.pgrehearse.config.SettingsGroup;
import io.github.pgrehearse.log.LogFormat;

/// What is logged, and in which form.
@SettingsGroup(title = "Log", text = "What is logged, and in which form.")
public record LogSettings(
        @Setting(
                        name = "LOG_LEVEL",
                        help = "The least important lines to show.",
                        fallback = "info",
                        example = "debug")
                Level level,
        @Setting(
                        name = "LOG_FORMAT",
                        help = "`text` for people, `json` for one JSON object a line.",
                        fallback = "text",
                        example = "json")
                LogFormat format) {

    /// The levels that lines of this program have.
    public enum Level {
        ERROR,
        WARNING,
        INFO,
        DEBUG
    }

    public System.Logger.Level loggerLevel() {
        return switch (level) {
            case ERROR -> System.Logger.Level.ERROR;
            case WARNING -> System.Logger.Level.WARNING;
            case INFO -> System.Logger.Level.INFO;
            case DEBUG -> System.Logger.Level.DEBUG;
        };
    }
}
