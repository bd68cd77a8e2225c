package io.github.pgrehearse.proof;

import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import io.github.pgrehearse.proof.Relations.Relation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks a restored copy where its sequences stand.
public final class SequenceCheck {

    private static final int AT_ONCE = 200;

    private SequenceCheck() {}

    /// In what they differ, a phrase each.
    public static List<String> differences(PsqlSession session, List<SequenceValue> expected)
            throws IOException {
        Map<String, Relation> there =
                Relations.find(session, expected.stream().map(SequenceValue::name).toList());
        List<SequenceValue> askable =
                expected.stream()
                        .filter(sequence -> isSequence(there.get(sequence.name())))
                        .toList();
        Map<String, SequenceValue> found = new HashMap<>();
        for (int from = 0; from < askable.size(); from += AT_ONCE) {
            ask(session, askable.subList(from, Math.min(askable.size(), from + AT_ONCE)))
                    .forEach(value -> found.put(value.name(), value));
        }
        List<String> differences = new ArrayList<>();
        for (SequenceValue sequence : expected) {
            Optional<SequenceValue> value = Optional.ofNullable(found.get(sequence.name()));
            if (!value.equals(Optional.of(sequence))) {
                differences.add(difference(sequence, value));
            }
        }
        return differences;
    }

    private static boolean isSequence(@Nullable Relation relation) {
        return relation != null && relation.kind().equals("S");
    }

    private static List<SequenceValue> ask(PsqlSession session, List<SequenceValue> sequences)
            throws IOException {
        List<Sql> queries = new ArrayList<>();
        for (SequenceValue sequence : sequences) {
            queries.add(
                    Sql.of(
                            "SELECT %s, last_value, is_called FROM %s",
                            Sql.number(queries.size()), Sql.name(sequence.name())));
        }
        List<SequenceValue> values = new ArrayList<>();
        for (List<String> row : session.query(Sql.join(" UNION ALL ", queries))) {
            String name = sequences.get(Integer.parseInt(row.get(0))).name();
            long value = Long.parseLong(row.get(1));
            values.add(new SequenceValue(name, value, row.get(2).equals("t")));
        }
        return values;
    }

    /// In what a sequence differs, as a phrase.
    static String difference(SequenceValue expected, Optional<SequenceValue> found) {
        return "%s: %s expected, %s found"
                .formatted(
                        expected.name(),
                        shown(expected),
                        found.map(SequenceCheck::shown).orElse("none"));
    }

    private static String shown(SequenceValue sequence) {
        return sequence.value() + (sequence.called() ? "" : " (not called yet)");
    }
}
