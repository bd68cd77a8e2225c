package io.github.pgrehearse.dump;

import java.util.Set;

/// What a statement is about: its leading keywords, and the name behind them as the dump quotes it.
record Heading(String kind, String name) {

    /// Keywords that do not tell one kind of statement from another.
    private static final Set<String> NOISE =
            Set.of("ONLY", "IF", "NOT", "EXISTS", "CONCURRENTLY", "OR", "REPLACE");

    /// Reads the heading and leaves `tokens` behind it. Of a grant, the kind is what it is on; of
    /// an alteration, also what it does.
    static Heading read(Tokens tokens) {
        String kind = kind(tokens);
        String name = tokens.name();
        if (kind.startsWith("ALTER ")) {
            String action = keywords(tokens);
            return new Heading(action.isEmpty() ? kind : kind + " " + action, name);
        }
        return new Heading(kind, name);
    }

    /// Whether it is about the large objects that the dump holds: these are data. What those to
    /// come will be granted belongs to the schema.
    boolean isAboutLargeObjects() {
        return kind.contains("LARGE OBJECT") && !kind.startsWith("ALTER DEFAULT PRIVILEGES");
    }

    private static String kind(Tokens tokens) {
        String kind = keywords(tokens);
        if (!kind.startsWith("GRANT") && !kind.startsWith("REVOKE")) {
            return kind;
        }
        String verb = kind.startsWith("GRANT") ? "GRANT" : "REVOKE";
        int on = kind.indexOf(" ON ");
        if (on >= 0) {
            return verb + kind.substring(on);
        }
        while (tokens.kind() != Tokens.Kind.END && !tokens.isKeyword("ON")) {
            tokens.advance();
        }
        return verb + " " + keywords(tokens);
    }

    private static String keywords(Tokens tokens) {
        StringBuilder keywords = new StringBuilder();
        while (tokens.isKeyword()) {
            String word = tokens.keyword();
            if (!NOISE.contains(word)) {
                keywords.append(keywords.isEmpty() ? "" : " ").append(word);
            }
            tokens.advance();
        }
        return keywords.toString();
    }
}
