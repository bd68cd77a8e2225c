package io.github.pgrehearse.dump;

/// What may stand between two tokens: white space and comments. White space is ASCII's alone, as
/// for PostgreSQL.
final class Gaps {

    private Gaps() {}

    /// Where the gap ends that begins at `start`, which may be there already.
    static int end(String text, int start) {
        int i = start;
        while (i < text.length()) {
            if (isSpace(text.charAt(i))) {
                i++;
            } else if (text.startsWith("--", i)) {
                i = lineEnd(text, i);
            } else if (text.startsWith("/*", i)) {
                i = commentEnd(text, i);
            } else {
                return i;
            }
        }
        return i;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private static int lineEnd(String text, int start) {
        int i = start;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    private static int commentEnd(String text, int start) {
        int depth = 0;
        int i = start;
        do {
            if (text.startsWith("/*", i)) {
                depth++;
                i += 2;
            } else if (text.startsWith("*/", i)) {
                depth--;
                i += 2;
            } else {
                i++;
            }
        } while (depth > 0 && i < text.length());
        return Math.min(i, text.length());
    }
}
