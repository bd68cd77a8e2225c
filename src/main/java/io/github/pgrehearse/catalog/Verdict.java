package io.github.pgrehearse.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// How a drill ended.
public enum Verdict {
    /// Restored, and every row compared.
    PROVEN,
    /// Restored and every check held, but contents were not, or not all, compared.
    RESTORED,
    /// The backup is bad.
    DISPROVEN,
    /// Nobody knows: the drill could not be carried out.
    UNPROVEN;

    static Optional<Verdict> parse(String word) {
        return Stream.of(values()).filter(verdict -> verdict.word().equals(word)).findFirst();
    }

    /// The word that stands in the names of reports.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
