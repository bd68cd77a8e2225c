package io.github.pgrehearse.globals;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Cuts the text of globals into statements, and these into tokens.
///
/// It need not agree with psql about a hostile text, since nothing of that is ever run: what it
/// makes of a sound one is what counts.
final class Tokenizer {

    private static final int END = -1;

    /// More than the longest comment on a database is likely to have.
    private static final int LONGEST_STATEMENT = 1 << 20;

    private static final int MOST_TOKENS = 10_000;
    private static final int SHOWN = 100;

    /// No backup holds one, and if this one does, no log is to.
    private static final Pattern PASSWORD = Pattern.compile("(?i)\\bPASSWORD\\b.*");

    private final PushbackReader in;
    private boolean backslashEscapes;
    private List<Token> tokens = new ArrayList<>();
    private StringBuilder shown = new StringBuilder();
    private int length;
    private boolean broken;

    /// One statement.
    ///
    /// @param tokens nothing if they cannot be made out, or are too many
    /// @param shown its beginning, in one line
    record Found(Optional<List<Token>> tokens, String shown) {}

    Tokenizer(Reader in) {
        this.in = new PushbackReader(in, 2);
    }

    /// Whether plain strings have escapes from here on, as `standard_conforming_strings` says.
    void backslashEscapes(boolean they) {
        backslashEscapes = they;
    }

    /// The next statement, without its semicolon; nothing at the end.
    Optional<Found> next() throws IOException {
        tokens = new ArrayList<>();
        shown = new StringBuilder();
        length = 0;
        broken = false;
        for (int c = read(); c != END; c = read()) {
            if (c == ';') {
                if (isThere()) {
                    return Optional.of(found());
                }
                shown.setLength(0);
            } else if (c == '\\' && tokens.isEmpty() && !broken) {
                if (metaCommand()) {
                    return Optional.of(found());
                }
            } else {
                token(c);
            }
        }
        broken = true; // without its semicolon
        return tokens.isEmpty() ? Optional.empty() : Optional.of(found());
    }

    private boolean isThere() {
        return broken || !tokens.isEmpty();
    }

    private Found found() {
        String line = PASSWORD.matcher(shown).replaceFirst("PASSWORD ...").strip();
        line = line.endsWith(";") ? line.substring(0, line.length() - 1) : line;
        return new Found(broken ? Optional.empty() : Optional.of(List.copyOf(tokens)), line);
    }

    /// Passes over a command of psql, and says whether it is another than `pg_dumpall` writes.
    private boolean metaCommand() throws IOException {
        StringBuilder word = new StringBuilder();
        boolean inWord = true;
        for (int c = read(); c != END && c != '\n' && c != '\r'; c = read()) {
            inWord &= c > ' ' && word.length() < SHOWN;
            if (inWord) {
                word.append((char) c);
            }
        }
        String command = word.toString();
        broken = !command.equals("restrict") && !command.equals("unrestrict");
        if (!broken) {
            shown.setLength(0);
        }
        return broken;
    }

    private void token(int c) throws IOException {
        if (c <= ' ') {
            return;
        }
        if (c == '-' && isNext('-')) {
            lineComment();
        } else if (c == '/' && isNext('*')) {
            blockComment();
        } else if (c == '"') {
            add(Token.Kind.QUOTED, quoted('"', false));
        } else if (c == '\'') {
            add(Token.Kind.STRING, quoted('\'', backslashEscapes));
        } else if ((c == 'E' || c == 'e') && isNext('\'')) {
            read();
            add(Token.Kind.STRING, quoted('\'', true));
        } else if (isDigit(c)) {
            add(Token.Kind.NUMBER, word(c));
        } else if (startsWord(c)) {
            add(Token.Kind.WORD, fold(word(c)));
        } else {
            add(Token.Kind.SYMBOL, Character.toString(c));
        }
    }

    private void add(Token.Kind kind, String text) {
        if (tokens.size() == MOST_TOKENS) {
            broken = true;
            tokens = new ArrayList<>();
        }
        if (!broken) {
            tokens.add(new Token(kind, text));
        }
    }

    private void lineComment() throws IOException {
        forget();
        int c = read();
        while (c != END && c != '\n' && c != '\r') {
            c = read();
        }
        forget();
    }

    /// They nest.
    private void blockComment() throws IOException {
        int depth = 1;
        read();
        for (int c = read(); c != END && depth > 0; c = depth > 0 ? read() : END) {
            if (c == '*' && isNext('/')) {
                read();
                depth--;
            } else if (c == '/' && isNext('*')) {
                read();
                depth++;
            }
        }
        forget();
    }

    /// What stands before a statement is not shown with it.
    private void forget() {
        if (!isThere()) {
            shown.setLength(0);
        }
    }

    /// Up to the quote that closes it, which a doubled one does not.
    private String quoted(char quote, boolean escapes) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = read(); c != END; c = read()) {
            if (c == '\\' && escapes) {
                int escaped = read();
                broken |= escaped != '\\'; // no other is written into globals
                keep(text, escaped);
            } else if (c != quote) {
                keep(text, c);
            } else if (isNext(quote)) {
                keep(text, read());
            } else {
                return text.toString();
            }
        }
        broken = true;
        return "";
    }

    private void keep(StringBuilder text, int c) {
        if (broken) {
            text.setLength(0);
        } else if (c != END) {
            text.append((char) c);
        }
    }

    private String word(int first) throws IOException {
        StringBuilder word = new StringBuilder().append((char) first);
        int c = read();
        while (c != END && (startsWord(c) || isDigit(c) || c == '$')) {
            keep(word, c);
            c = read();
        }
        unread(c);
        return word.toString();
    }

    /// Only ASCII, as PostgreSQL does in every locale that matters.
    private static String fold(String word) {
        StringBuilder folded = new StringBuilder(word);
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return folded.toString();
    }

    private static boolean startsWord(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private boolean isNext(char wanted) throws IOException {
        int c = in.read();
        if (c != END) {
            in.unread(c);
        }
        return c == wanted;
    }

    private int read() throws IOException {
        int c = in.read();
        if (c != END) {
            length++;
            if (length == LONGEST_STATEMENT) {
                broken = true;
                tokens = new ArrayList<>();
            }
            if (shown.length() < SHOWN) {
                shown.append(isPlain(c) ? (char) c : c <= ' ' ? ' ' : '?');
            }
        }
        return c;
    }

    private void unread(int c) throws IOException {
        if (c != END) {
            in.unread(c);
            length--;
            if (shown.length() < SHOWN) {
                shown.setLength(shown.length() - 1);
            }
        }
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7F;
    }
}
