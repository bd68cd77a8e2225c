package io.github.pgrehearse.drill.control;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a negative control came to.
///
/// @param seed by which the damaged objects were chosen
/// @param trials one for each kind of damage, in their order; fewer if it broke off
/// @param obstacle why it could not be carried out to its end, and what to do, as a sentence each
public record ControlReport(
        long seed, Duration took, List<Trial> trials, Optional<Obstacle> obstacle) {

    public ControlReport {
        trials = List.copyOf(trials);
    }

    /// What kept it from its end.
    public record Obstacle(String message, String hint) {}

    /// One damage, and whether it was noticed.
    ///
    /// @param object that was damaged; empty where there is none that could be
    /// @param check that noticed it first; empty where none did
    /// @param finding the first difference that it told
    public record Trial(
            Damage damage, Answer answer, String object, String check, String finding) {}

    /// How the comparison answered to a damage.
    public enum Answer {
        NOTICED,
        UNNOTICED,
        /// The copy has no object that could be damaged so.
        NOT_APPLICABLE;

        /// As reports name it.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public List<Trial> of(Answer answer) {
        return trials.stream().filter(trial -> trial.answer() == answer).toList();
    }

    /// Whether any damage could have been done unseen.
    public boolean missedAny() {
        return !of(Answer.UNNOTICED).isEmpty();
    }
}
