package io.github.pgrehearse.dump;

import java.util.regex.Pattern;

/// The name of an object as SQL writes it: identifiers with dots between them, `app."Order line"`.
///
/// What is one can be put into a statement: it can be nothing else there. Names of a manifest, of a
/// dump and of a restored server are strangers' words until they have passed through here.
///
/// Source of the grammar: PostgreSQL's documentation, "Identifiers and Key Words". A plain
/// identifier is one of ASCII letters, digits, `_` and `$`, since PostgreSQL quotes all others; a
/// quoted one holds any character but NUL.
///
/// @param text the name, with its quotes
public record SqlName(String text) {

    private static final String IDENTIFIER =
            "(?:[A-Za-z_][A-Za-z0-9_$]*+|\"(?:[^\"\\x00]|\"\")++\")";
    private static final Pattern ONE = Pattern.compile(IDENTIFIER);
    private static final Pattern DOTTED =
            Pattern.compile(IDENTIFIER + "(?:\\." + IDENTIFIER + ")*+");

    /// An identifier has at most 63 bytes, or in special builds some more; a name has at most four.
    private static final int LONGEST = 4096;

    /// @throws IllegalArgumentException if it is no name
    public SqlName {
        if (!isName(text)) {
            throw new IllegalArgumentException("not a name of SQL: " + shown(text));
        }
    }

    /// Whether this is a name, of one identifier or of several.
    public static boolean isName(String text) {
        return text.length() <= LONGEST && DOTTED.matcher(text).matches();
    }

    /// Whether this is a single identifier, as of a column.
    public static boolean isIdentifier(String text) {
        return text.length() <= LONGEST && ONE.matcher(text).matches();
    }

    private static String shown(String text) {
        String start = text.substring(0, Math.min(text.length(), 80));
        return start.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public String toString() {
        return text;
    }
}
