package io.github.pgrehearse.notify;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/// The body of a notice, in each [Format]. The form for programs is an interface, described in
/// `docs/formats.md`.
final class Payload {

    private static final int FORMAT = 1;

    /// What Discord takes, and more than which nobody reads.
    private static final int LONGEST_CHAT = 2000;

    private Payload() {}

    /// @param id tells this notice from every other, however often it is sent
    static String of(Notice notice, Place place, String id, Format format) {
        Map<String, Object> fields =
                switch (format) {
                    case JSON -> fields(notice, place, id);
                    case SLACK -> Map.of("text", Chat.SLACK.text(notice, place, LONGEST_CHAT));
                    case DISCORD ->
                            ordered(
                                    "content",
                                    Chat.DISCORD.text(notice, place, LONGEST_CHAT),
                                    "allowed_mentions",
                                    Map.of("parse", List.of()));
                };
        return JSON.std.asString(fields);
    }

    private static Map<String, Object> fields(Notice notice, Place place, String id) {
        Notice.Words words = notice.words();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("id", id);
        fields.put("event", notice.kind().word());
        fields.put("status", notice.status().word());
        fields.put("at", notice.at().truncatedTo(ChronoUnit.SECONDS).toString());
        fields.put("database", place.database());
        fields.put("store", place.store());
        notice.backup().ifPresent(backup -> fields.put("backup", backup.toString()));
        fields.put("title", words.title());
        if (!words.message().isEmpty()) {
            fields.put("message", words.message());
        }
        if (!words.hint().isEmpty()) {
            fields.put("hint", words.hint());
        }
        if (!words.findings().isEmpty()) {
            fields.put("findings", words.findings());
        }
        notice.streak()
                .ifPresent(streak -> {
                    fields.put("failures", streak.failures());
                    fields.put("since", streak.since().truncatedTo(ChronoUnit.SECONDS).toString());
                });
        fields.putAll(notice.figures());
        return fields;
    }

    private static Map<String, Object> ordered(
            String first, Object itsValue, String second, Object itsOther) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(first, itsValue);
        fields.put(second, itsOther);
        return fields;
    }
}
