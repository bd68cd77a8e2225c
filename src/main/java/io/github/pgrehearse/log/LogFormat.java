package io.github.pgrehearse.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a log line looks.
public enum LogFormat {
    /// `2024-02-07T14:30:22Z INFO: …`: UTC, whole seconds. Every physical line carries the prefix,
    /// and no control character passes, whatever a table is called.
    TEXT,
    /// One JSON object a line, with `time`, `level` and `message`.
    JSON;

    /// An unencoded password may itself hold what ends one, but for white space and quotes.
    private static final Pattern CREDENTIALS = Pattern.compile("(://[^\\s/@:]*:)[^\\s'\"]*@");

    Formatter formatter() {
        return new Formatter() {
            @Override
            public String format(LogRecord entry) {
                String time = entry.getInstant().truncatedTo(ChronoUnit.SECONDS).toString();
                String level = level(entry.getLevel());
                String message =
                        withoutCredentials(formatMessage(entry) + trace(entry.getThrown()));
                return switch (LogFormat.this) {
                    case TEXT -> text(time + " " + level + ": ", message);
                    case JSON -> json(time, level, message);
                };
            }
        };
    }

    private static String trace(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return "\n" + trace;
    }

    private static String text(String prefix, String message) {
        return message.lines()
                .map(line -> prefix + printable(line.replace("\t", "    ")) + "\n")
                .collect(Collectors.joining());
    }

    private static String json(String time, String level, String message) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("time", time);
        entry.put("level", level);
        entry.put("message", message);
        return tools.jackson.jr.ob.JSON.std.asString(entry) + "\n";
    }

    /// The levels by the names of the settings and the documentation.
    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    /// The text without the password of any URL in it: the last line of defence, for texts that
    /// come from elsewhere. Nobody relies on it who knows the password.
    public static String withoutCredentials(String text) {
        return CREDENTIALS.matcher(text).replaceAll("$1(redacted)@");
    }

    /// The text with its control characters spelled out, as in `\x1b`.
    public static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.chars()
                .forEach(c ->
                        printable.append(
                                Character.isISOControl(c)
                                        ? "\\x%02x".formatted(c)
                                        : String.valueOf((char) c)));
        return printable.toString();
    }
}
