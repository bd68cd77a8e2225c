package io.github.pgrehearse.postgres.program;

import java.util.ArrayList;
import java.util.List;

/// Splits a text into words as a POSIX shell does, and does nothing else that a shell does: no
/// variable, pattern or command in it means anything.
final class ShellWords {

    private static final String ESCAPED_IN_DOUBLE_QUOTES = "\"\\$`";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private int position;

    private ShellWords(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException if a quote is not closed, or nothing follows a backslash
    static List<String> split(String text) {
        ShellWords words = new ShellWords(text);
        while (words.position < text.length()) {
            words.step(words.next());
        }
        words.endWord();
        return List.copyOf(words.words);
    }

    private void step(char next) {
        switch (next) {
            case ' ', '\t', '\n' -> endWord();
            case '\'' -> singleQuoted();
            case '"' -> doubleQuoted();
            case '\\' -> take(afterBackslash());
            default -> take(next);
        }
    }

    private void singleQuoted() {
        inWord = true;
        int closing = text.indexOf('\'', position);
        if (closing < 0) {
            throw new IllegalArgumentException("a single quote is not closed");
        }
        word.append(text, position, closing);
        position = closing + 1;
    }

    private void doubleQuoted() {
        inWord = true;
        while (position < text.length()) {
            char next = next();
            if (next == '"') {
                return;
            }
            if (next != '\\') {
                take(next);
                continue;
            }
            char escaped = afterBackslash();
            if (ESCAPED_IN_DOUBLE_QUOTES.indexOf(escaped) < 0) {
                take('\\');
            }
            take(escaped);
        }
        throw new IllegalArgumentException("a double quote is not closed");
    }

    private char afterBackslash() {
        if (position == text.length()) {
            throw new IllegalArgumentException("nothing follows the backslash at its end");
        }
        return next();
    }

    private char next() {
        char next = text.charAt(position);
        position++;
        return next;
    }

    private void take(char next) {
        inWord = true;
        word.append(next);
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
