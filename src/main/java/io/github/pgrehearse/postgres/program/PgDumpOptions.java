package io.github.pgrehearse.postgres.program;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Options that the operator adds to those `pg_dump` is run with, each in its long form.
///
/// They may choose what is dumped and how it is written down. What would change where the dump
/// goes, what form it has, or which database it is of, is refused in every spelling that
/// `getopt_long` takes; so is a word that is no option, since `pg_dump` would connect to it.
public record PgDumpOptions(List<String> arguments) {

    public static final PgDumpOptions NONE = new PgDumpOptions(List.of());

    /// Encodings in which a byte of a character may look like a quote or a backslash: a reader of
    /// the dump cannot tell them apart. No database has them, they are for clients. The names are
    /// without what PostgreSQL passes over in them; the second line is of their aliases.
    private static final Set<String> UNSAFE_ENCODINGS =
            Set.of(
                    "big5",
                    "gb18030",
                    "gbk",
                    "johab",
                    "shiftjis2004",
                    "sjis",
                    "uhc",
                    "win950",
                    "windows950",
                    "win936",
                    "windows936",
                    "win949",
                    "windows949",
                    "win932",
                    "windows932",
                    "mskanji",
                    "shiftjis");

    public PgDumpOptions {
        arguments = List.copyOf(arguments);
    }

    /// Reads the options as a shell would split them.
    ///
    /// @throws IllegalArgumentException with the first option that cannot be used, and why; a value
    ///   is never in the text
    public static PgDumpOptions parse(String text) {
        List<String> arguments = new ArrayList<>();
        Iterator<String> words = ShellWords.split(text).iterator();
        int number = 0;
        while (words.hasNext()) {
            String word = words.next();
            number++;
            if (word.startsWith("--") && word.length() > 2) {
                arguments.add(longOption(word.substring(2), words));
            } else if (word.startsWith("-") && word.length() > 1 && !word.equals("--")) {
                cluster(word.substring(1), words, arguments);
            } else {
                throw new IllegalArgumentException(
                        "there is a word that is no option (after %d that are in order): pg_dump"
                                        .formatted(number - 1)
                                + " would take it for a database; an option's value with spaces"
                                + " needs quotes");
            }
        }
        return new PgDumpOptions(arguments);
    }

    /// Reads `--name`, `--name=value` or `--name value`, where the name may be abbreviated.
    private static String longOption(String word, Iterator<String> words) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        PgDumpOption option = theOneMeantBy(name);
        if (!option.takesValue()) {
            if (equals >= 0) {
                throw new IllegalArgumentException("--%s takes no value".formatted(option.name()));
            }
            return argument(option, null);
        }
        return argument(option, equals < 0 ? value(option, words) : word.substring(equals + 1));
    }

    /// Reads letters that share a dash; what follows one that takes a value is its value.
    private static void cluster(String letters, Iterator<String> words, List<String> arguments) {
        for (int index = 0; index < letters.length(); index++) {
            @Nullable PgDumpOption option = PgDumpOption.lettered(letters.charAt(index));
            if (option == null) {
                throw new IllegalArgumentException(
                        "no pg_dump from 14 to 18 has one of the options that a word with a single"
                                + " dash names");
            }
            requireAllowed(option);
            if (option.takesValue()) {
                String rest = letters.substring(index + 1);
                arguments.add(argument(option, rest.isEmpty() ? value(option, words) : rest));
                return;
            }
            arguments.add(argument(option, null));
        }
    }

    private static PgDumpOption theOneMeantBy(String name) {
        List<PgDumpOption> meant = PgDumpOption.named(name);
        meant.forEach(PgDumpOptions::requireAllowed);
        if (meant.isEmpty()) {
            throw new IllegalArgumentException(
                    name.matches("[a-z][a-z-]{0,40}")
                            ? "no pg_dump from 14 to 18 has the option --" + name
                            : "no pg_dump from 14 to 18 has one of the options in it");
        }
        if (meant.size() > 1) {
            throw new IllegalArgumentException(
                    meant.stream()
                            .map(option -> "--" + option.name())
                            .collect(Collectors.joining(", ", "write one of ", " in full")));
        }
        return meant.getFirst();
    }

    private static String value(PgDumpOption option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new IllegalArgumentException("--%s lacks its value".formatted(option.name()));
        }
        return words.next();
    }

    private static String argument(PgDumpOption option, @Nullable String value) {
        requireAllowed(option);
        if (value == null) {
            return "--" + option.name();
        }
        if (option.name().equals("encoding")) {
            requireSafeEncoding(value);
        }
        return "--%s=%s".formatted(option.name(), value);
    }

    private static void requireAllowed(PgDumpOption option) {
        if (option.refusal() != null) {
            throw new IllegalArgumentException(
                    "--%s cannot be used: %s".formatted(option.name(), option.refusal()));
        }
    }

    private static void requireSafeEncoding(String value) {
        // as PostgreSQL compares the names of encodings
        String name = value.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        if (UNSAFE_ENCODINGS.contains(name)) {
            throw new IllegalArgumentException(
                    "--encoding cannot be one in which part of a character looks like a quote:"
                            + " write UTF8, or leave it out for the database's own");
        }
    }
}
