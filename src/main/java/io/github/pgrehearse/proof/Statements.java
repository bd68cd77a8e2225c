package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Compares statements as multisets: their order does not matter, how often each stands there does.
public final class Statements {

    private Statements() {}

    /// What is missing, too many or changed, a phrase each.
    public static List<String> differences(List<Statement> expected, List<Statement> found) {
        if (expected.equals(found)) {
            return List.of(); // as it should be, and of a large schema much is saved
        }
        Map<Statement, Long> surplus = new LinkedHashMap<>();
        expected.forEach(
                statement -> surplus.merge(once(statement), -statement.count(), Long::sum));
        found.forEach(statement -> surplus.merge(once(statement), statement.count(), Long::sum));
        surplus.values().removeIf(count -> count == 0);

        Map<String, Long> missing = new LinkedHashMap<>();
        Map<String, Long> extra = new HashMap<>();
        surplus.forEach((statement, count) ->
                (count < 0 ? missing : extra).merge(shown(statement), Math.abs(count), Long::sum));
        List<String> differences = new ArrayList<>();
        missing.forEach((statement, count) -> {
            long changed = Math.min(count, extra.getOrDefault(statement, 0L));
            extra.merge(statement, -changed, Long::sum);
            add(differences, changed, "changed: " + statement);
            add(differences, count - changed, "missing: " + statement);
        });
        surplus.keySet().stream()
                .map(Statements::shown)
                .distinct()
                .forEach(statement ->
                        add(
                                differences,
                                extra.getOrDefault(statement, 0L),
                                "too many: " + statement));
        return differences;
    }

    private static void add(List<String> differences, long count, String difference) {
        if (count > 0) {
            differences.add(count == 1 ? difference : "%s (%d times)".formatted(difference, count));
        }
    }

    private static Statement once(Statement statement) {
        return new Statement(statement.kind(), statement.name(), statement.digest(), 1);
    }

    private static String shown(Statement statement) {
        return (statement.kind() + " " + statement.name()).strip();
    }
}
