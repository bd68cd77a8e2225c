package io.github.pgrehearse.globals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The tokens of a statement, read from the first to the last.
final class Words {

    /// What stands for somebody else than a role of that name.
    private static final Set<String> NO_NAMES =
            Set.of("current_user", "current_role", "session_user");

    private final List<Token> tokens;
    private int at;

    Words(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// The statement is not one that `pg_dumpall` or `pg_dump` writes into globals.
    static final class NotUnderstood extends Exception {

        private static final long serialVersionUID = 1;

        NotUnderstood() {
            super("not understood", null, false, false);
        }
    }

    boolean atEnd() {
        return at == tokens.size();
    }

    void end() throws NotUnderstood {
        if (!atEnd()) {
            throw new NotUnderstood();
        }
    }

    /// Steps over these keywords, in lower case, if they come next, all of them.
    boolean skip(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (at + i >= tokens.size() || !tokens.get(at + i).isWord(words[i])) {
                return false;
            }
        }
        at += words.length;
        return true;
    }

    boolean skipSymbol(String symbol) {
        boolean there = !atEnd() && tokens.get(at).is(symbol);
        if (there) {
            at++;
        }
        return there;
    }

    void require(String... words) throws NotUnderstood {
        if (!skip(words)) {
            throw new NotUnderstood();
        }
    }

    private Token take() throws NotUnderstood {
        if (atEnd()) {
            throw new NotUnderstood();
        }
        return tokens.get(at++);
    }

    private String take(Token.Kind kind) throws NotUnderstood {
        Token token = take();
        if (token.kind() != kind || token.text().indexOf('\0') >= 0) {
            throw new NotUnderstood();
        }
        return token.text();
    }

    String keyword() throws NotUnderstood {
        return take(Token.Kind.WORD);
    }

    String string() throws NotUnderstood {
        return take(Token.Kind.STRING);
    }

    /// A list of strings with commas between them.
    List<String> strings() throws NotUnderstood {
        List<String> all = new ArrayList<>();
        do {
            all.add(string());
        } while (skipSymbol(","));
        return all;
    }

    int number() throws NotUnderstood {
        boolean negative = skipSymbol("-");
        String digits = take(Token.Kind.NUMBER);
        if (!digits.matches("[0-9]{1,9}")) {
            throw new NotUnderstood();
        }
        return negative ? -Integer.parseInt(digits) : Integer.parseInt(digits);
    }

    Name name() throws NotUnderstood {
        Token token = take();
        boolean quoted = token.kind() == Token.Kind.QUOTED;
        boolean word = token.kind() == Token.Kind.WORD && !NO_NAMES.contains(token.text());
        if (!(quoted || word) || !Name.isOne(token.text())) {
            throw new NotUnderstood();
        }
        return new Name(token.text());
    }

    /// A list of names with commas between them.
    List<Name> names() throws NotUnderstood {
        List<Name> all = new ArrayList<>();
        do {
            all.add(name());
        } while (skipSymbol(","));
        return all;
    }

    /// What stands behind `SET`.
    Setting setting() throws NotUnderstood {
        StringBuilder name = new StringBuilder(name().value());
        while (skipSymbol(".")) {
            name.append('.').append(name().value());
        }
        if (!skip("to") && !skipSymbol("=")) {
            throw new NotUnderstood();
        }
        if (!Setting.isAllowed(name.toString())) {
            throw new NotUnderstood();
        }
        return new Setting(name.toString(), strings());
    }
}
