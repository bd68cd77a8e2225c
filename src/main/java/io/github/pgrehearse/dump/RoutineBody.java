package io.github.pgrehearse.dump;

import java.util.Set;

/// Follows the words of a statement to tell whether it is inside the body of an SQL function
/// (`CREATE FUNCTION … BEGIN ATOMIC …; …; END`), where semicolons do not end the statement.
///
/// The heuristic is psql's own (`psqlscan.l`): a statement that opens with `CREATE [OR REPLACE]
/// FUNCTION|PROCEDURE`, outside of parentheses, goes one level deeper with `BEGIN`, and inside of
/// that with `CASE`, and comes up with `END`.
final class RoutineBody {

    /// `CREATE FUNCTION`, `CREATE OR REPLACE FUNCTION`, and the same for procedures.
    private static final Set<String> OPENINGS = Set.of("cf", "cp", "corf", "corp");

    /// How many words may decide what a statement creates.
    private static final int OPENING = 4;

    /// The initials of the words that matter among the first ones.
    private final StringBuilder opening = new StringBuilder(OPENING);

    private boolean createsRoutine;
    private int depth;

    void reset() {
        opening.setLength(0);
        createsRoutine = false;
        depth = 0;
    }

    /// Whether another word could change anything.
    boolean listens() {
        return createsRoutine || opening.length() < OPENING;
    }

    boolean open() {
        return depth > 0;
    }

    /// Takes the next word, in lower case; `parentheses` is how many are open around it.
    void word(String word, int parentheses) {
        if (opening.length() < OPENING) {
            opening.append(initial(word));
            createsRoutine |= OPENINGS.contains(opening.toString());
        }
        if (!createsRoutine || parentheses > 0) {
            return;
        }
        switch (word) {
            case "begin" -> depth++;
            case "case" -> depth += depth > 0 ? 1 : 0;
            case "end" -> depth -= depth > 0 ? 1 : 0;
            default -> {}
        }
    }

    private static char initial(String word) {
        return switch (word) {
            case "create", "or", "replace", "function", "procedure" -> word.charAt(0);
            default -> '.';
        };
    }
}
