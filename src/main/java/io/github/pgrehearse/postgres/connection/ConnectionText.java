package io.github.pgrehearse.postgres.connection;

import java.util.Map;

/// Tells the two forms of a connection string apart, and takes each to the names and values that
/// libpq would see.
///
/// No message of this class or of those it uses repeats a piece of the text that may belong to a
/// password: not a value, and not a name that follows one.
final class ConnectionText {

    private static final String EXAMPLE = "postgresql://user:password@host:5432/database";

    private ConnectionText() {}

    /// libpq's names (`host`, `port`, `user`, `password`, `dbname`, `sslmode`, ...) and their
    /// values, decoded. A name given twice has its last value, as in libpq.
    ///
    /// @throws IllegalArgumentException with what is wrong, and what to write instead
    static Map<String, String> read(String text) {
        refuseWhatIsNoConnectionString(text);
        if (text.startsWith("postgresql://") || text.startsWith("postgres://")) {
            return UriForm.read(text.substring(text.indexOf("://") + 3));
        }
        refuseOtherSchemes(text);
        return KeywordForm.read(text);
    }

    private static void refuseWhatIsNoConnectionString(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty: write " + EXAMPLE);
        }
        if (text.startsWith("\"") || text.startsWith("'")) {
            throw new IllegalArgumentException(
                    "it begins with a quotation mark: write it without quotes around it");
        }
        if (!text.equals(text.strip())) {
            throw new IllegalArgumentException(
                    "there is white space at its beginning or end: remove it");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "there is a line break or another control character in it: remove it");
        }
    }

    private static void refuseOtherSchemes(String text) {
        if (text.startsWith("jdbc:")) {
            throw new IllegalArgumentException("it is a JDBC URL: write " + EXAMPLE);
        }
        if (text.matches("(?i)postgres(ql)?\\+[a-z0-9_]+://.*")) {
            throw new IllegalArgumentException(
                    "it names a driver after a +: begin it with postgresql:// alone");
        }
        if (text.matches("(?i)postgres(ql)?:.*")) {
            throw new IllegalArgumentException(
                    "begin it with postgresql:// exactly, in lower case and with two slashes");
        }
        // the keywords of libpq: a text that does not begin with one is no such list
        if (!text.matches("[a-z_]+\\s*=.*")) {
            throw new IllegalArgumentException(
                    "it begins neither with postgresql:// nor with postgres://: write " + EXAMPLE);
        }
    }
}
