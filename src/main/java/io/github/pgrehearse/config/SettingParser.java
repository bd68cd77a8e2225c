package io.github.pgrehearse.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the text of a variable to the type of its component.
///
/// Every method throws [IllegalArgumentException] with what is wrong, for the brackets of a
/// [Problem]; nothing of a secret can be in it, since a secret has no wrong text.
final class SettingParser {

    /// 100 000 000 days are more than any duration here, and far from overflow.
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smhd]?)");

    private final DeclaredSetting declared;

    SettingParser(DeclaredSetting declared) {
        this.declared = declared;
    }

    Object parse(String text) {
        Class<?> type = declared.type();
        if (type == Secret.class) {
            return new Secret(text);
        } else if (type == String.class) {
            return withoutControl(text);
        } else if (type == int.class || type == Integer.class) {
            return Math.toIntExact(number(text, Integer.MAX_VALUE));
        } else if (type == long.class || type == Long.class) {
            return number(text, Long.MAX_VALUE);
        } else if (type == boolean.class || type == Boolean.class) {
            return truth(text);
        } else if (type == Duration.class) {
            return duration(text);
        } else if (type == List.class) {
            return elements(withoutControl(text));
        } else if (type.isEnum()) {
            return constant(text, type.getEnumConstants());
        }
        throw new IllegalStateException(declared.name() + " has a type that no text has: " + type);
    }

    private static String withoutControl(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("it holds a control character");
        }
        return text;
    }

    private long number(String text, long greatest) {
        long least = declared.setting().min();
        long most = Math.min(declared.setting().max(), greatest);
        String range =
                most < greatest
                        ? "from %d to %d".formatted(least, most)
                        : "that is at least %d".formatted(least);
        String wrong = "%s is not a whole number %s".formatted(text, range);
        if (!text.matches("-?[0-9]{1,18}")) {
            throw new IllegalArgumentException(wrong);
        }
        long number = Long.parseLong(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(wrong);
        }
        return number;
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text + " is neither true nor false");
        };
    }

    private Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    text + " is not a duration: write a number of seconds, or as in 90s 15m 6h 1d");
        }
        Duration duration =
                Duration.ofSeconds(Long.parseLong(matcher.group(1)))
                        .multipliedBy(secondsPer(matcher.group(2)));
        if (duration.toSeconds() < declared.setting().min()) {
            throw new IllegalArgumentException(
                    "%s is less than %ds".formatted(text, declared.setting().min()));
        }
        if (duration.toSeconds() > declared.setting().max()) {
            throw new IllegalArgumentException(
                    "%s is more than %ds".formatted(text, declared.setting().max()));
        }
        return duration;
    }

    private static long secondsPer(String unit) {
        return switch (unit) {
            case "d" -> Duration.ofDays(1).toSeconds();
            case "h" -> Duration.ofHours(1).toSeconds();
            case "m" -> Duration.ofMinutes(1).toSeconds();
            default -> 1;
        };
    }

    /// Splits at the commas outside of double quotes, and leaves the quotes where they are: they
    /// belong to an SQL identifier.
    private static List<String> elements(String text) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        boolean quoted = false;
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            if (next == ',' && !quoted) {
                elements.add(element.toString().strip());
                element.setLength(0);
            } else {
                element.append(next);
            }
            quoted ^= next == '"';
        }
        if (quoted) {
            throw new IllegalArgumentException("a double quote is not closed");
        }
        elements.add(element.toString().strip());
        elements.removeIf(String::isEmpty);
        return List.copyOf(elements);
    }

    private Object constant(String text, Object[] constants) {
        return Arrays.stream(constants)
                .filter(one -> DeclaredSetting.word(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s is not one of %s"
                                        .formatted(text, String.join(", ", declared.words()))));
    }
}
