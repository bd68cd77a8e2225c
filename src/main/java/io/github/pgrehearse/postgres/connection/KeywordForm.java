package io.github.pgrehearse.postgres.connection;

import java.util.Map;

/// The form `host=db.example user=app password='it''s'`: names and values with white space between
/// them, read as libpq reads them (`conninfo_parse`): values may stand in single quotes, and a
/// backslash takes the next character as it is.
final class KeywordForm {

    private static final String QUOTE_IT =
            "write a value that holds white space in single quotes, as in password='a b',"
                    + " with \\ before each ' and \\ in it";

    private final String text;
    private final ConnectionValues values = new ConnectionValues(QUOTE_IT);
    private int position;

    private KeywordForm(String text) {
        this.text = text;
    }

    static Map<String, String> read(String text) {
        return new KeywordForm(text).read();
    }

    private Map<String, String> read() {
        if (text.contains("@")) {
            // this may have been meant to be a URI
            values.passwordMaySpill();
        }
        skipSpace();
        while (position < text.length()) {
            String name = name();
            values.putNamed(name, value());
            skipSpace();
        }
        return values.values();
    }

    private String name() {
        int start = position;
        while (position < text.length() && !isSpace() && text.charAt(position) != '=') {
            position++;
        }
        String name = text.substring(start, position);
        skipSpace();
        if (position == text.length() || text.charAt(position) != '=') {
            throw values.malformed("an = is missing in it");
        }
        position++;
        skipSpace();
        return name;
    }

    private String value() {
        boolean quoted = position < text.length() && text.charAt(position) == '\'';
        if (quoted) {
            position++;
        }
        StringBuilder value = new StringBuilder();
        while (position < text.length() && !(quoted ? text.charAt(position) == '\'' : isSpace())) {
            if (text.charAt(position) == '\\') {
                position++;
            }
            if (position < text.length()) {
                value.append(text.charAt(position));
                position++;
            }
        }
        if (quoted && position == text.length()) {
            throw new IllegalArgumentException("a single quote is not closed: " + QUOTE_IT);
        }
        if (quoted) {
            position++;
        }
        return value.toString();
    }

    private void skipSpace() {
        while (position < text.length() && isSpace()) {
            position++;
        }
    }

    private boolean isSpace() {
        return Character.isWhitespace(text.charAt(position));
    }
}
