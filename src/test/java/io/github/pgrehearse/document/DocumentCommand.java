package io.github.pgrehearse.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command that a document tells its reader to type, and what it shows of the answer.
///
/// @param line its number in the document
/// @param output the lines that are shown; none: nothing is said of them
record DocumentCommand(Path document, int line, String command, List<String> output) {

    private static final Pattern FENCE = Pattern.compile("( *)```(\\S*)");
    private static final String PROMPT = "$ ";

    /// What would be a command if it stood behind a prompt.
    private static final Pattern UNPROMPTED =
            Pattern.compile(
                    "(\\./)?(pgrehearse|scripts/|docker|kubectl|psql|export|curl|aws|mvn)\\b.*");

    DocumentCommand {
        output = List.copyOf(output);
    }

    /// A fenced block of a document.
    ///
    /// @param first the number of its first line in the document
    private record Block(Path document, int first, String language, List<String> lines) {

        List<DocumentCommand> commands() {
            return switch (language) {
                case "", "console" -> prompted();
                case "sh", "bash" -> List.of(command(0, lines.size(), lines.size()));
                default -> List.of();
            };
        }

        private List<DocumentCommand> prompted() {
            List<DocumentCommand> commands = new ArrayList<>();
            int begin = nextPrompt(0);
            for (String line : lines.subList(0, begin)) {
                if (UNPROMPTED.matcher(line).matches()) {
                    throw new AssertionError("%s:%d: no prompt".formatted(document, first));
                }
            }
            while (begin < lines.size()) {
                int output = begin + 1;
                while (lines.get(output - 1).endsWith("\\")) {
                    output++;
                }
                int next = nextPrompt(output);
                commands.add(command(begin, output, next));
                begin = next;
            }
            return commands;
        }

        private DocumentCommand command(int begin, int output, int end) {
            String text = String.join("\n", lines.subList(begin, output));
            return new DocumentCommand(
                    document,
                    first + begin,
                    text.startsWith(PROMPT) ? text.substring(PROMPT.length()) : text,
                    lines.subList(output, end));
        }

        /// A prompt behind an empty line was written by a program: the demo shows what it runs.
        private int nextPrompt(int from) {
            int at = from;
            while (at < lines.size()
                    && !(lines.get(at).startsWith(PROMPT)
                            && (at == 0 || !lines.get(at - 1).isEmpty()))) {
                at++;
            }
            return at;
        }
    }

    /// The commands in the fenced blocks of a document: in blocks without a language, or marked
    /// `console`, those behind a prompt; a block marked `sh` or `bash` is one command.
    static List<DocumentCommand> in(Path document) throws IOException {
        List<DocumentCommand> commands = new ArrayList<>();
        List<String> lines = Files.readAllLines(document);
        for (int at = 0; at < lines.size(); at++) {
            Matcher fence = FENCE.matcher(lines.get(at));
            if (fence.matches()) {
                String indent = fence.group(1);
                int first = at + 1;
                at = first + lines.subList(first, lines.size()).indexOf(indent + "```");
                List<String> inside =
                        lines.subList(first, at).stream()
                                .map(line -> line.replaceFirst("^" + indent, ""))
                                .toList();
                commands.addAll(new Block(document, first + 1, fence.group(2), inside).commands());
            }
        }
        return commands;
    }

    @Override
    public String toString() {
        return "%s:%d: %s".formatted(document, line, command);
    }
}
