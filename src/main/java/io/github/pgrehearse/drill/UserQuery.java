package io.github.pgrehearse.drill;

import java.util.Optional;

/// One query of the user's, and what it must return.
///
/// @param expected none: anything but a single `false`
record UserQuery(String text, Optional<Expectation> expected) {

    private static final int SHOWN = 120;

    /// Why an answer is a failure; nothing if it is none.
    Optional<String> failsBy(QueryAnswer answer) {
        if (expected.isPresent()) {
            return expected.get().missedBy(answer);
        }
        return answer.isFalse() ? Optional.of("false returned") : Optional.empty();
    }

    /// The beginning of a text, in one line.
    static String shortened(String text) {
        String line = text.substring(0, Math.min(text.length(), 4 * SHOWN)).replaceAll("\\s+", " ");
        return line.length() == text.length() && line.length() <= SHOWN
                ? line
                : line.substring(0, Math.min(line.length(), SHOWN))
                        + (text.length() > SHOWN ? " ..." : "");
    }

    /// As messages show it.
    @Override
    public String toString() {
        return shortened(text);
    }
}
