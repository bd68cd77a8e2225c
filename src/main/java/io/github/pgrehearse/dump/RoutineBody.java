package io.github.pgrehearse.dump;

import java.util.Set;

/// Follows the words of a statement to tell whether it is inside the body of an SQL function
/// (`CREATE FUNCTION … BEGIN ATOMIC …; …; END`), where semicolons do not end the statement.
///
/// The heuristic is psql's own (`psqlscan.l`): a statement that opens with `CREATE [OR REPLACE]
/// FUNCTION|PROCEDURE`, outside of parentheses, goes one level deeper with `BEGIN`, and inside of
/// that with `CASE`, and comes up with `END`. The server goes by its grammar: the body opens with
/// `BEGIN ATOMIC`, and the `END` that begins a statement closes it. Where both do not agree, the
/// routine is doubtful: what psql takes for its body might be statements of their own.
final class RoutineBody {

    /// `CREATE FUNCTION`, `CREATE OR REPLACE FUNCTION`, and the same for procedures.
    private static final Set<String> OPENINGS = Set.of("cf", "cp", "corf", "corp");

    /// How many words may decide what a statement creates.
    private static final int OPENING = 4;

    private static final int DEEPEST = 1 << 20;

    /// The initials of the words that matter among the first ones.
    private final StringBuilder opening = new StringBuilder(OPENING);

    private boolean createsRoutine;
    private int depth;
    private boolean awaitsAtomic;
    private boolean atStatement;
    private boolean closed;
    private boolean doubtful;

    void reset() {
        opening.setLength(0);
        createsRoutine = false;
        depth = 0;
        awaitsAtomic = false;
        atStatement = false;
        closed = false;
        doubtful = false;
    }

    /// A semicolon stands in the body.
    void semicolon() {
        doubtful |= awaitsAtomic;
        atStatement = true;
    }

    boolean isDoubtful() {
        return doubtful;
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
        boolean first = atStatement;
        atStatement = awaitsAtomic && word.equals("atomic");
        doubtful |= awaitsAtomic && !atStatement;
        awaitsAtomic = false;
        switch (word) {
            case "begin" -> begin();
            case "case" -> depth += depth > 0 && depth < DEEPEST ? 1 : 0;
            case "end" -> end(first);
            default -> {}
        }
    }

    private void begin() {
        doubtful |= depth > 0 || closed;
        awaitsAtomic = true;
        depth += depth < DEEPEST ? 1 : 0;
    }

    /// @param first whether it begins a statement of the body, and so ends the body
    private void end(boolean first) {
        if (depth > 0) {
            depth--;
            closed |= depth == 0;
            doubtful |= first != (depth == 0);
        }
    }

    private static char initial(String word) {
        return switch (word) {
            case "create", "or", "replace", "function", "procedure" -> word.charAt(0);
            default -> '.';
        };
    }
}
