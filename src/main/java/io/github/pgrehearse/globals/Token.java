package io.github.pgrehearse.globals;

/// One word of a statement.
///
/// @param text of an unquoted word, in lower case as PostgreSQL folds it; of a quoted name or a
///   string, what it stands for
record Token(Kind kind, String text) {

    enum Kind {
        /// An unquoted name or keyword.
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        /// One character of anything else.
        SYMBOL
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.WORD && text.equals(word);
    }
}
