package io.github.pgrehearse.dump;

import java.nio.charset.Charset;

/// The words of one SQL statement, one after the other.
///
/// It is for statements as `pg_dump` writes them: keywords in capitals, identifiers in lower case
/// or quoted. In a statement that is written otherwise, the words that kinds of statements consist
/// of are keywords in whatever case ([#foreign]). Comments are white space; a dollar-quoted string
/// is one token.
final class Tokens {

    /// What a token is.
    enum Kind {
        /// An unquoted identifier or keyword, or a number.
        WORD,
        /// A quoted identifier.
        QUOTED,
        /// A string, of whichever kind.
        STRING,
        /// One character of anything else.
        SYMBOL,
        END
    }

    private final String text;
    private final boolean standardStrings;
    private final boolean foreign;
    private Kind kind = Kind.END;
    private int start;
    private int end;

    /// Reads the kept bytes of `statement`, without its semicolon, and stands on its first token.
    Tokens(StatementBytes statement, Charset charset, boolean standardStrings) {
        this.text = new String(statement.head(), 0, statement.kept(), charset);
        this.standardStrings = standardStrings;
        advance();
        this.foreign = Keywords.isForeign(copy());
    }

    private Tokens(Tokens other) {
        this.text = other.text;
        this.standardStrings = other.standardStrings;
        this.foreign = other.foreign;
        this.kind = other.kind;
        this.start = other.start;
        this.end = other.end;
    }

    /// The same statement from the same token on, to read ahead in.
    Tokens copy() {
        return new Tokens(this);
    }

    Kind kind() {
        return kind;
    }

    /// The token as it stands in the statement, quotes and all.
    String text() {
        return text.substring(start, end);
    }

    /// What a string token stands for; empty if this is none.
    String string() {
        if (kind != Kind.STRING || text.charAt(start) == '$') {
            return "";
        }
        boolean escapes =
                text.charAt(start) == 'E' || text.charAt(start) == 'e' || !standardStrings;
        String body = text.substring(text.indexOf('\'', start) + 1, end - 1).replace("''", "'");
        return escapes ? body.replace("\\\\", "\\") : body;
    }

    boolean is(String token) {
        return text.startsWith(token, start) && end - start == token.length();
    }

    /// Whether its keywords are not in capitals, and so not written by `pg_dump`.
    boolean foreign() {
        return foreign;
    }

    /// Whether the token is a keyword: as `pg_dump` writes them, an identifier in capitals would be
    /// quoted.
    boolean isKeyword() {
        return isCapitals() || (foreign && kind == Kind.WORD && Keywords.isKeyword(text()));
    }

    /// The token in capitals, if it is a keyword.
    String keyword() {
        return foreign ? Keywords.fold(text()) : text();
    }

    /// Whether it is a word all in capitals.
    boolean isCapitals() {
        for (int i = start; i < end; i++) {
            if (!isCapital(text.charAt(i))) {
                return false;
            }
        }
        return kind == Kind.WORD;
    }

    boolean isKeyword(String word) {
        return kind == Kind.WORD && keyword().equals(word);
    }

    boolean isIdentifier() {
        return kind == Kind.QUOTED || (kind == Kind.WORD && !isKeyword());
    }

    /// Steps over the token if it is this one, and says whether it was.
    boolean skip(String token) {
        boolean there = is(token);
        if (there) {
            advance();
        }
        return there;
    }

    /// Goes to the next token.
    void advance() {
        start = end;
        start = Gaps.end(text, start);
        if (start == text.length() || (text.charAt(start) == ';' && start == text.length() - 1)) {
            kind = Kind.END;
            end = start;
            return;
        }
        char first = text.charAt(start);
        if (first == '"') {
            token(Kind.QUOTED, closing('"', start, false));
        } else if (first == '\'') {
            token(Kind.STRING, closing('\'', start, !standardStrings));
        } else if ((first == 'E' || first == 'e') && text.startsWith("'", start + 1)) {
            token(Kind.STRING, closing('\'', start + 1, true));
        } else if (first == '$') {
            dollar();
        } else if (continuesWord(first)) {
            token(Kind.WORD, wordEnd());
        } else {
            token(Kind.SYMBOL, start + 1);
        }
    }

    /// A name, schema-qualified or not, quotes and all, or an operator's; empty if there is none.
    String name() {
        int from = start;
        int to = start;
        while (kind == Kind.QUOTED || kind == Kind.WORD) {
            to = end;
            advance();
            if (!skip(".")) {
                return text.substring(from, to);
            }
        }
        while (kind == Kind.SYMBOL && !is("(")) {
            to = end;
            advance();
        }
        return text.substring(from, to);
    }

    private void token(Kind kind, int end) {
        this.kind = kind;
        this.end = end;
    }

    private int wordEnd() {
        int i = start;
        while (i < text.length() && (continuesWord(text.charAt(i)) || text.charAt(i) == '$')) {
            i++;
        }
        return i;
    }

    /// Behind the quote that closes what the one at `open` opened; a doubled one does not.
    private int closing(char quote, int open, boolean escapes) {
        int i = open + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && escapes) {
                i++;
            } else if (c == quote) {
                if (!text.startsWith(String.valueOf(quote), i + 1)) {
                    return i + 1;
                }
                i++;
            }
            i++;
        }
        return text.length();
    }

    private void dollar() {
        int tagEnd = start + 1;
        while (tagEnd < text.length() && continuesWord(text.charAt(tagEnd))) {
            tagEnd++;
        }
        if (!text.startsWith("$", tagEnd)) {
            token(Kind.SYMBOL, start + 1);
            return;
        }
        String tag = text.substring(start, tagEnd + 1);
        int close = text.indexOf(tag, tagEnd + 1);
        token(Kind.STRING, close < 0 ? text.length() : close + tag.length());
    }

    private static boolean isCapital(char c) {
        return (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean continuesWord(char c) {
        return c == '_' || c >= 0x80 || Character.isLetterOrDigit(c);
    }
}
