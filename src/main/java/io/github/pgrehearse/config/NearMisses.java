package io.github.pgrehearse.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds variables that look like misspelt ones of ours.
///
/// The environment is full of what is not ours, so a likeness must be close: few letters apart for
/// the length of the name, or the same words in another order or with one missing. A name whose
/// right form is set as well was meant for something else.
final class NearMisses {

    private final Set<String> known;

    NearMisses(List<Class<? extends Record>> groups) {
        known =
                groups.stream()
                        .flatMap(group -> DeclaredSetting.of(group).stream())
                        .flatMap(DeclaredSetting::variables)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// One sentence for each near miss among `variables`, in their alphabetical order.
    List<String> warnings(Set<String> variables) {
        return variables.stream()
                .filter(variable -> !known.contains(variable))
                .sorted()
                .flatMap(variable ->
                        meant(variable)
                                .filter(right -> !variables.contains(right))
                                .map(right -> warning(variable, right))
                                .stream())
                .toList();
    }

    private static String warning(String variable, String right) {
        return "Unknown environment variable %s is ignored: did you mean %s?"
                .formatted(variable, right);
    }

    private Optional<String> meant(String variable) {
        String upper = variable.toUpperCase(Locale.ROOT);
        return known.stream()
                .filter(right -> closeBy(upper, right) || sameWords(words(upper), words(right)))
                .min(
                        Comparator.comparingInt((String right) -> distance(upper, right))
                                .thenComparing(Comparator.naturalOrder()));
    }

    private static boolean closeBy(String one, String right) {
        int tolerance = tolerance(right);
        return Math.abs(one.length() - right.length()) <= tolerance
                && distance(one, right) <= tolerance;
    }

    /// `HOST` is two letters from `PORT` and no mistake; two letters in a long name are one.
    private static int tolerance(String right) {
        if (right.length() < 6) {
            return 0;
        }
        return right.length() < 12 ? 1 : 2;
    }

    private static Set<String> words(String name) {
        return Set.copyOf(new HashSet<>(List.of(name.split("_", -1))));
    }

    /// `S3_SECRET_KEY` lacks one of the words of `S3_SECRET_ACCESS_KEY`; two words alone, such as
    /// `S3_PATH`, may be anything.
    private static boolean sameWords(Collection<String> words, Collection<String> right) {
        int missing = right.size() - words.size();
        return right.containsAll(words)
                && ((missing == 0 && words.size() > 1) || (missing == 1 && words.size() > 2));
    }

    /// The number of letters to insert, delete, change or swap with their neighbour (optimal string
    /// alignment).
    static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int row = 0; row <= one.length(); row++) {
            for (int column = 0; column <= other.length(); column++) {
                cost[row][column] = step(cost, one, other, row, column);
            }
        }
        return cost[one.length()][other.length()];
    }

    private static int step(int[][] cost, String one, String other, int row, int column) {
        if (row == 0 || column == 0) {
            return row + column;
        }
        boolean same = one.charAt(row - 1) == other.charAt(column - 1);
        int least =
                Math.min(
                        Math.min(cost[row - 1][column], cost[row][column - 1]) + 1,
                        cost[row - 1][column - 1] + (same ? 0 : 1));
        boolean swapped =
                row > 1
                        && column > 1
                        && one.charAt(row - 1) == other.charAt(column - 2)
                        && one.charAt(row - 2) == other.charAt(column - 1);
        return swapped ? Math.min(least, cost[row - 2][column - 2] + 1) : least;
    }
}
