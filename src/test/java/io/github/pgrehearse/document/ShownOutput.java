package io.github.pgrehearse.document;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a document shows of a command's output: line by line what is to come, but for what differs
/// from run to run, and with `...` for any number of lines.
record ShownOutput(List<String> lines) {

    private static final String LEFT_OUT = "...";

    /// What differs from run to run, or from machine to machine, and what stands for it.
    private record Varying(Pattern pattern, String word) {

        Varying(String pattern, String word) {
            this(Pattern.compile(pattern), word);
        }
    }

    private static final List<Varying> VARYING =
            List.of(
                    new Varying("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "TIME"),
                    new Varying("(?<=backup_|drill_)\\d{8}_\\d{6}", "STAMP"),
                    new Varying(
                            "\\b[0-9a-f]{64}(?=  backup_STAMP)|(?<=SHA-256 {6})[0-9a-f]{64}",
                            "DIGEST"),
                    new Varying("(?:/[\\w.-]+)+/bin\\b", "BIN"),
                    // Which object is damaged is left to chance
                    new Varying(
                            "(?<=Damage noticed: .{1,60}) \\[.*?], by ([a-z ]+): .*",
                            " [OBJECT], by $1"),
                    new Varying("(?<![\\w])\\d[\\d.]*[BKMGTsmhd]?(?!\\w)", "N"),
                    new Varying("-SNAPSHOT\\b", ""),
                    new Varying(" +", " "));

    ShownOutput {
        lines = List.copyOf(lines);
    }

    /// The same with anything behind it; but nothing said stays nothing said.
    ShownOutput andMore() {
        return isSilent()
                ? this
                : new ShownOutput(Stream.concat(lines.stream(), Stream.of(LEFT_OUT)).toList());
    }

    /// Whether this is what came.
    boolean isShownOf(String output) {
        String pattern =
                lines.stream()
                        .map(line ->
                                line.equals(LEFT_OUT)
                                        ? "(?:.*\n)*?"
                                        : Pattern.quote(normal(line)) + "\n")
                        .collect(Collectors.joining());
        return Pattern.matches(pattern + "\n*", normal(output));
    }

    /// Whether it says nothing of the output.
    boolean isSilent() {
        return lines.stream().allMatch(String::isBlank);
    }

    static String normal(String output) {
        return output.lines().map(ShownOutput::normalLine).collect(Collectors.joining("\n"))
                + (output.endsWith("\n") ? "\n" : "");
    }

    private static String normalLine(String line) {
        String normal = line;
        for (Varying varying : VARYING) {
            normal = varying.pattern().matcher(normal).replaceAll(varying.word());
        }
        return normal;
    }
}
