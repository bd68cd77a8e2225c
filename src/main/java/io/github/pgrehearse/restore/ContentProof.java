package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.proof.LargeObjectCheck;
import io.github.pgrehearse.proof.SequenceCheck;
import io.github.pgrehearse.proof.Sessions;
import io.github.pgrehearse.proof.TableCheck;
import io.github.pgrehearse.proof.ViewCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Compares what was restored with what the backup must hold, so that whoever restores it knows
/// that all is back.
final class ContentProof {

    private static final int DIFFERENCES_LOGGED = 10;

    private final Sessions sessions;
    private final Selection selection;
    private final boolean digests;
    private final System.Logger log;

    /// @param digests whether rows can be compared, or only counted
    ContentProof(Sessions sessions, Selection selection, boolean digests, System.Logger log) {
        this.sessions = sessions;
        this.selection = selection;
        this.digests = digests;
        this.log = log;
    }

    /// @throws Failure.Database if anything differs
    void ask(DumpContents expected) throws IOException {
        List<TableRows> tables =
                expected.tables().stream()
                        .filter(table -> selection.includes(table.name()))
                        .toList();
        List<SequenceValue> sequences =
                expected.sequences().stream()
                        .filter(sequence -> selection.includes(sequence.name()))
                        .toList();
        TableCheck rows = new TableCheck(sessions, digests, selection.isEverything());
        List<String> differences = new ArrayList<>(rows.differences(tables));
        boolean objects = false;
        try (PsqlSession session = sessions.open()) {
            differences.addAll(SequenceCheck.differences(session, sequences));
            if (selection.isEverything()) {
                differences.addAll(ViewCheck.differences(session, expected.statements()));
                objects = largeObjects(session, expected, differences);
            }
        }
        requireNone(differences);
        long count = tables.stream().mapToLong(TableRows::rows).sum();
        log.log(
                INFO,
                "Compared with the backup: %d rows in %d tables, %s; %d sequences%s: all is back"
                        .formatted(
                                count,
                                tables.size(),
                                digests ? "each compared" : "counted",
                                sequences.size(),
                                objects
                                        ? "; %d large objects"
                                                .formatted(expected.largeObjects().count())
                                        : ""));
        rows.countedOnly()
                .forEach(table ->
                        log.log(INFO, "Rows of %s were counted but not compared".formatted(table)));
    }

    /// Says whether they could be looked at: pages of large objects are for superusers.
    private boolean largeObjects(
            PsqlSession session, DumpContents expected, List<String> differences)
            throws IOException {
        try {
            differences.addAll(LargeObjectCheck.differences(session, expected.largeObjects()));
            return true;
        } catch (Failure.Database unreadable) {
            log.log(
                    WARNING,
                    "The large objects were not compared [%s]. Compare them by hand, or as a superuser."
                            .formatted(unreadable.getMessage()));
            return false;
        }
    }

    private void requireNone(List<String> differences) throws Failure.Database {
        if (differences.isEmpty()) {
            return;
        }
        differences.stream()
                .limit(DIFFERENCES_LOGGED)
                .forEach(each -> log.log(WARNING, "Difference: " + each));
        throw new Failure.Database(
                "The restored database differs from the backup [%s%s]"
                        .formatted(
                                differences.getFirst(),
                                differences.size() == 1
                                        ? ""
                                        : "; and %d more".formatted(differences.size() - 1)),
                "Find out who else writes to it, or restore into a database of its own.");
    }
}
