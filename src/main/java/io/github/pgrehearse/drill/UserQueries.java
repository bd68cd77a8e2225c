package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.SqlScript;
import io.github.pgrehearse.dump.SqlScript.Piece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The queries that a user wants put to each restored copy.
///
/// @param strict whether one that fails disproves the backup
public record UserQueries(List<UserQuery> all, boolean strict) {

    public static final UserQueries NONE = new UserQueries(List.of(), false);

    /// All of it is held in memory, some three times over.
    private static final long LONGEST_FILE = 4L << 20;

    public UserQueries {
        all = List.copyOf(all);
    }

    /// Reads them from a file of SQL, in which comments above a query may say what it must return.
    ///
    /// @throws IllegalArgumentException if the file cannot be used, with why
    public static UserQueries read(Path file, boolean strict) {
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IllegalArgumentException("more than %d bytes".formatted(LONGEST_FILE));
            }
            return new UserQueries(queries(SqlScript.read(Files.readAllBytes(file))), strict);
        } catch (IOException e) {
            throw new IllegalArgumentException("there is no file to read at " + file, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
        }
    }

    private static List<UserQuery> queries(List<Piece> pieces) {
        List<UserQuery> queries = new ArrayList<>();
        Optional<Expectation> expected = Optional.empty();
        int line = 0;
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Comment comment -> {
                    Optional<Expectation> told = expectation(comment);
                    if (told.isPresent() && expected.isPresent()) {
                        throw at(comment.line(), "the query below is told twice what to return");
                    }
                    line = told.isPresent() ? comment.line() : line;
                    expected = told.isPresent() ? told : expected;
                }
                case Piece.Query query -> {
                    queries.add(new UserQuery(query.text(), expected));
                    expected = Optional.empty();
                }
            }
        }
        if (expected.isPresent()) {
            throw at(line, "no query follows");
        }
        return queries;
    }

    private static Optional<Expectation> expectation(Piece.Comment comment) {
        try {
            Optional<Expectation> told = Expectation.of(comment.text());
            if (told.isPresent() && !comment.alone()) {
                throw new IllegalArgumentException(
                        "write 'expect:' above the query, on a line of its own");
            }
            return told;
        } catch (IllegalArgumentException e) {
            throw at(comment.line(), String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException at(int line, String why) {
        return new IllegalArgumentException("line %d: %s".formatted(line, why));
    }
}
