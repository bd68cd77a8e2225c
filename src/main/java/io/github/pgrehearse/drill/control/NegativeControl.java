package io.github.pgrehearse.drill.control;

import io.github.pgrehearse.drill.control.ControlReport.Answer;
import io.github.pgrehearse.drill.control.ControlReport.Obstacle;
import io.github.pgrehearse.drill.control.ControlReport.Trial;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Reached;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/// Damages copies of a restored database, each in one way, and asks whether a comparison notices.
///
/// Of a comparison that finds nothing in a sound copy and something in each damaged one, it is
/// known that what it finds is the damage, and that it looks.
public final class NegativeControl {

    private final Reached restored;
    private final Reached beside;
    private final Places places;
    private final Comparison comparison;
    private final Clock clock;

    /// What is put to the test.
    public interface Comparison {

        /// Compares a database with what it must hold. Returns the first difference; nothing if it
        /// finds none.
        Optional<Noticed> compare(Reached database) throws IOException;
    }

    /// A difference, and the check that told it.
    public record Noticed(String check, String difference) {}

    /// @param restored the database to make copies of, to which nobody is connected meanwhile
    /// @param beside another database of the same server
    public NegativeControl(
            Reached restored, Reached beside, Places places, Comparison comparison, Clock clock) {
        this.restored = restored;
        this.beside = beside;
        this.places = places;
        this.comparison = comparison;
        this.clock = clock;
    }

    /// Tries every kind of damage. What goes wrong outside the program is part of the report.
    ///
    /// @param each is told of each trial as it ends
    public ControlReport run(long seed, Consumer<Trial> each) throws IOException {
        Instant began = clock.instant();
        Random random = new Random(seed);
        List<Trial> trials = new ArrayList<>();
        Optional<Obstacle> obstacle;
        try {
            obstacle = soundCopyDiffers();
            if (obstacle.isEmpty()) {
                for (Damage damage : Damage.values()) {
                    Trial trial = trial(damage, random.nextDouble(-1, 1));
                    trials.add(trial);
                    each.accept(trial);
                }
            }
        } catch (Failure broken) {
            obstacle = Optional.of(new Obstacle(broken.getMessage(), broken.hint()));
        }
        Duration took = Duration.between(began, clock.instant());
        return new ControlReport(seed, took, trials, obstacle);
    }

    /// Else each damage would seem to be noticed.
    private Optional<Obstacle> soundCopyDiffers() throws IOException {
        try (DamagedCopy sound = DamagedCopy.of(restored, beside)) {
            return comparison
                    .compare(sound.place())
                    .map(found ->
                            new Obstacle(
                                    "A sound copy of the restored database differs from it [%s: %s]"
                                            .formatted(found.check(), found.difference()),
                                    "Please report it: nothing can be said of damaged ones."));
        }
    }

    private Trial trial(Damage damage, double chance) throws IOException {
        try (DamagedCopy copy = DamagedCopy.of(restored, beside)) {
            Optional<String> object = copy.inflict(damage, places, chance);
            if (object.isEmpty()) {
                return new Trial(damage, Answer.NOT_APPLICABLE, "", "", "");
            }
            return comparison
                    .compare(copy.place())
                    .map(found ->
                            new Trial(
                                    damage,
                                    Answer.NOTICED,
                                    object.get(),
                                    found.check(),
                                    found.difference()))
                    .orElseGet(() -> new Trial(damage, Answer.UNNOTICED, object.get(), "", ""));
        }
    }
}
