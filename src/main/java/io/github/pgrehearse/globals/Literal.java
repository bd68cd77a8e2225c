package io.github.pgrehearse.globals;

import java.util.List;
import java.util.stream.Collectors;

/// Strings as SQL has them.
final class Literal {

    private Literal() {}

    /// Means the same whatever `standard_conforming_strings` is: a backslash stands only in a
    /// string that says by itself that it has escapes.
    static String of(String value) {
        String doubled = value.replace("'", "''");
        return doubled.indexOf('\\') < 0
                ? "'" + doubled + "'"
                : " E'" + doubled.replace("\\", "\\\\") + "'";
    }

    static String of(List<String> values) {
        return values.stream().map(Literal::of).collect(Collectors.joining(", "));
    }
}
