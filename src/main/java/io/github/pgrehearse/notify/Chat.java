package io.github.pgrehearse.notify;

import io.github.pgrehearse.notify.Notice.Kind;
import io.github.pgrehearse.notify.Notice.Streak;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;

/// A notice as a message that people read in a chat, perhaps at night and on a telephone.
///
/// What comes from outside (names of tables, words of a server) can neither call anybody nor link
/// nor format.
enum Chat {
    SLACK("*"),
    DISCORD("**");

    private static final int LONGEST_PART = 600;
    private static final int FINDINGS_SHOWN = 5;

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// Nothing that is seen; but behind an `@` it keeps chats from calling people.
    private static final String ZERO_WIDTH_SPACE = "\u200b";

    private final String bold;

    Chat(String bold) {
        this.bold = bold;
    }

    String text(Notice notice, Place place, int longest) {
        Notice.Words words = notice.words();
        StringJoiner lines = new StringJoiner("\n");
        lines.add(sign(notice) + " " + bold + escaped(words.title()) + bold + tail(notice));
        notice.backup().ifPresent(backup -> lines.add("Backup: " + escaped(backup.toString())));
        lines.add("Database: " + escaped(place.database()));
        lines.add("Store: " + escaped(place.store()));
        if (!words.message().isEmpty()) {
            lines.add(escaped(clipped(words.message(), LONGEST_PART)));
        }
        words.findings().stream()
                .limit(FINDINGS_SHOWN)
                .forEach(finding -> lines.add("• " + escaped(clipped(finding, LONGEST_PART / 4))));
        if (words.findings().size() > FINDINGS_SHOWN) {
            lines.add("• ... and more");
        }
        if (!words.hint().isEmpty()) {
            lines.add(bold + "Do:" + bold + " " + escaped(clipped(words.hint(), LONGEST_PART)));
        }
        return clipped(lines.toString(), longest);
    }

    private static String sign(Notice notice) {
        return switch (notice.status()) {
            case SUCCESS, RECOVERY -> "✅";
            case WARNING -> "⚠️";
            case FAILURE -> notice.kind() == Kind.DRILL_DISPROVEN ? "🚨" : "❌";
        };
    }

    private static String tail(Notice notice) {
        return notice.streak().map(streak -> tail(notice.status(), streak)).orElse("");
    }

    private static String tail(Notice.Status status, Streak streak) {
        String since = MINUTE.format(streak.since());
        return switch (status) {
            case RECOVERY ->
                    streak.failures() == 1
                            ? " (it works again, had failed at %s)".formatted(since)
                            : " (it works again, had failed %d times since %s)"
                                    .formatted(streak.failures(), since);
            case SUCCESS, WARNING, FAILURE ->
                    streak.failures() == 1
                            ? " (%s)".formatted(since)
                            : " (%d times running, since %s)".formatted(streak.failures(), since);
        };
    }

    private String escaped(String text) {
        String plain =
                text.replaceAll("[\\p{Cntrl}&&[^\n]]", " ").replace("@", "@" + ZERO_WIDTH_SPACE);
        return switch (this) {
            case SLACK ->
                    plain.replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("*", "∗")
                            .replace("`", "ˋ");
            case DISCORD -> plain.replaceAll("[\\\\*_~`|<>#\\[\\]]", "\\\\$0");
        };
    }

    /// Shortened where it is too long, but never within a character.
    private static String clipped(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }
}
