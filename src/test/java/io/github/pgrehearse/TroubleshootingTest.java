package io.github.pgrehearse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.command.Pgrehearse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/// `docs/troubleshooting.md` has an entry for every message that the program can show, and none for
/// one that it cannot.
final class TroubleshootingTest {

    /// A heading that is a message and nothing else, and the text below it.
    private static final Pattern ENTRY = Pattern.compile("(?ms)^### `([^`]+)`$(.*?)(?=^##|\\z)");

    private static SortedSet<Told> told = new TreeSet<>();
    private static Map<String, String> entries = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        told = ToldMessages.of(Path.of("src/main/java"));
        Matcher matcher = ENTRY.matcher(Files.readString(Path.of("docs/troubleshooting.md")));
        entries =
                matcher.results()
                        .collect(
                                Collectors.toMap(
                                        entry -> entry.group(1).replaceAll("<[^>]*>", "<>"),
                                        entry -> entry.group(2),
                                        String::concat,
                                        TreeMap::new));
    }

    /// Else this test would prove nothing.
    @Test
    void theMessagesOfTheSpecificationAreAmongThem() {
        assertThat(told)
                .extracting(Told::words)
                .hasSizeGreaterThan(20)
                .contains(
                        "Required environment variable <> is not set",
                        "Cannot connect to database",
                        "Invalid DATABASE_URL format",
                        "Access Denied",
                        "No space left on device",
                        "pg_dump failed",
                        "Backup file is empty or does not exist",
                        "Connection timed out",
                        "No backups found in S3");
    }

    @Test
    void everyMessageHasItsEntry() {
        assertThat(told)
                .filteredOn(message -> !entries.containsKey(message.words()))
                .as("messages that docs/troubleshooting.md says nothing about")
                .isEmpty();
    }

    @Test
    void everyEntryIsAMessage() {
        assertThat(entries.keySet())
                .as("entries of docs/troubleshooting.md that nothing in the program says")
                .isSubsetOf(told.stream().map(Told::words).toList());
    }

    @Test
    void theExitCodesAreThoseOfTheProgram() throws IOException {
        String text = Files.readString(Path.of("docs/troubleshooting.md"));
        List<String> rows =
                Pattern.compile("(?m)^\\| (\\d+) \\| ([^|]+) \\|")
                        .matcher(text)
                        .results()
                        .map(row -> row.group(1) + ":" + row.group(2))
                        .toList();

        assertThat(rows)
                .containsExactly(Pgrehearse.class.getAnnotation(Command.class).exitCodeList());
    }

    @Test
    void everyEntrySaysWhatToDoAndHowTheProgramEnds() {
        assertThat(entries)
                .allSatisfy((_, text) -> assertThat(text).contains("**Do:**", "**Exit code:**"));
        assertThat(told)
                .filteredOn(message -> message.exitCode() != Told.OTHER)
                .allSatisfy(message ->
                        assertThat(entries.getOrDefault(message.words(), ""))
                                .as(message.toString())
                                .containsPattern(
                                        "\\*\\*Exit code:\\*\\*[^*]*\\b"
                                                + message.exitCode()
                                                + "\\b"));
    }
}
