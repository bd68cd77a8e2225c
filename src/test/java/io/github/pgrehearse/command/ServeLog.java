package io.github.pgrehearse.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Knows every line that the service logs, and which of its two loops it is of. Each line stands
/// for a letter, so that the course of a loop is a word, and all that it may be is an expression.
final class ServeLog {

    /// What a loop says, line by line.
    private record Line(char letter, boolean drill, String pattern) {}

    private static final String NAME = "backup_\\d{8}_\\d{6}";

    private static final List<Line> LINES =
            List.of(
                    new Line('S', false, "INFO: Starting backup at \\S+Z"),
                    new Line(
                            'T',
                            false,
                            "INFO: Target database: 127\\.0\\.0\\.1:\\d+/\\w+ \\(Post.*"),
                    new Line('O', false, "INFO: Store: http://127.*/backups"),
                    new Line('D', false, "INFO: Dumping database\\.\\.\\. \\(pg_dump .*\\)"),
                    new Line('F', false, "INFO: Backup file created: \\S+ \\(\\d+ bytes, .*"),
                    new Line(
                            'C',
                            false,
                            "INFO: Backup completed successfully: backups/" + NAME + "\\.sql\\.gz"),
                    new Line('R', false, "INFO: Removed .*"),
                    new Line('P', false, "INFO: No old backups to delete"),
                    new Line('G', false, "INFO: Deleted " + NAME + ": .*"),
                    new Line('H', false, "INFO: Deleted 1 old backup"),
                    new Line('W', false, "WARNING: (Cannot|Backups are kept) .*"),
                    new Line('N', false, "INFO: Next backup in \\d+s"),
                    new Line('x', true, "WARNING: Check .*"),
                    new Line('y', true, "WARNING: The newest backup is too old .*"),
                    new Line('w', true, "WARNING: The report of this drill could not .*"),
                    new Line('s', true, "INFO: Starting drill of " + NAME + " .*"),
                    new Line('r', true, "INFO: Restoring into temporary PostgreSQL .*"),
                    new Line('c', true, "INFO: Check [\\w ]+: held, .*"),
                    new Line('p', true, "INFO: Report: backups/.*"),
                    new Line('t', true, "INFO: Drill took .*"),
                    new Line('v', true, "INFO: Backup " + NAME + " is proven: .*"),
                    new Line('n', true, "INFO: Next drill in \\d+s"));

    /// An outage may keep either of both from its work.
    private static final String ERROR = "ERROR: [\\w ]+ \\[.*\\]\\. [A-Z].*\\.";

    private final List<String> lines;

    /// @param text the whole log, times and all
    ServeLog(String text) {
        this.lines =
                text.lines()
                        .map(line -> line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}Z ", ""))
                        .toList();
    }

    List<String> lines() {
        return lines;
    }

    /// The course of the loop of backups.
    String backups(int skipped, int dropped) {
        return word(false, skipped, dropped);
    }

    /// The course of the loop of drills.
    String drills(int skipped, int dropped) {
        return word(true, skipped, dropped);
    }

    /// @param skipped lines at the beginning that are no loop's
    /// @param dropped lines at the end that are none's
    private String word(boolean drill, int skipped, int dropped) {
        return lines.subList(skipped, lines.size() - dropped).stream()
                .flatMap(line -> letter(line, drill))
                .collect(Collectors.joining());
    }

    private static Stream<String> letter(String text, boolean drill) {
        if (text.matches(ERROR)) {
            return Stream.of("E");
        }
        List<Line> known = LINES.stream().filter(line -> text.matches(line.pattern())).toList();
        assertThat(known).as("what is known of: " + text).hasSize(1);
        return known.stream()
                .filter(line -> line.drill() == drill)
                .map(line -> String.valueOf(line.letter()));
    }
}
