package io.github.pgrehearse.drill;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.drill.control.ControlReport;
import io.github.pgrehearse.drill.control.ControlReport.Trial;
import io.github.pgrehearse.drill.control.Damage;
import io.github.pgrehearse.drill.control.NegativeControl;
import io.github.pgrehearse.drill.control.NegativeControl.Noticed;
import io.github.pgrehearse.drill.control.Places;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.postgres.connection.Reached;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts a comparison to the test, after it has found nothing wrong.
final class ControlStage {

    private final Comparison comparison;
    private final Clock clock;
    private final System.Logger log;

    ControlStage(Comparison comparison, Clock clock, System.Logger log) {
        this.comparison = comparison;
        this.clock = clock;
        this.log = log;
    }

    /// What goes unnoticed is left out of the rehearsal: the verdict will not be that it is proven.
    ControlReport run(long seed, Findings findings) throws IOException {
        log.log(
                INFO,
                "Negative control (seed %d): %d kinds of damage, each in a fresh copy of the restored database"
                        .formatted(seed, Damage.values().length));
        NegativeControl control =
                new NegativeControl(
                        comparison.sandbox().whole(),
                        comparison.sandbox().outside(),
                        places(),
                        this::compare,
                        clock);
        ControlReport report = control.run(seed, this::tell);
        for (Trial unnoticed : report.of(ControlReport.Answer.UNNOTICED)) {
            findings.leftOut(
                    "Damage went unnoticed: %s, %s"
                            .formatted(unnoticed.damage().words(), unnoticed.object()));
        }
        return report;
    }

    /// Tables whose rows are in the dump; those of several blocks can only be counted.
    private Places places() {
        List<TableRows> tables = comparison.copy().expected().tables();
        List<String> filled =
                tables.stream()
                        .filter(table -> table.rows() > 0)
                        .map(TableRows::name)
                        .distinct()
                        .toList();
        List<String> compared =
                tables.stream().collect(Collectors.groupingBy(TableRows::name)).values().stream()
                        .filter(blocks ->
                                blocks.size() == 1 && blocks.getFirst().digest().isPresent())
                        .map(blocks -> blocks.getFirst().name())
                        .toList();
        return new Places(filled, compared);
    }

    private Optional<Noticed> compare(Reached database) throws IOException {
        Findings found = new Findings(clock, new FaintLog(log));
        comparison.ask(database, found);
        return found.checks().stream()
                .filter(check -> check.answer() == Answer.FAILED)
                .findFirst()
                .map(check -> new Noticed(check.name(), check.differences().getFirst()));
    }

    private void tell(Trial trial) {
        String damage = trial.damage().words();
        switch (trial.answer()) {
            case NOTICED ->
                    log.log(
                            INFO,
                            "Damage noticed: %s [%s], by %s: %s"
                                    .formatted(
                                            damage,
                                            trial.object(),
                                            trial.check(),
                                            trial.finding()));
            case UNNOTICED ->
                    log.log(
                            WARNING,
                            "Damage went unnoticed: %s [%s]".formatted(damage, trial.object()));
            case NOT_APPLICABLE ->
                    log.log(
                            INFO,
                            "Not applicable: %s, nothing here can be damaged so".formatted(damage));
        }
    }

    /// Says in one line how it ended.
    static void conclude(ControlReport control, DrillReport drill, System.Logger log) {
        int noticed = control.of(ControlReport.Answer.NOTICED).size();
        if (control.missedAny()) {
            List<Trial> unnoticed = control.of(ControlReport.Answer.UNNOTICED);
            log.log(
                    ERROR,
                    "The negative control failed [%s: %d of %d damages went unnoticed, seed %d: %s]. Do not rely on verdicts of this version, and report it."
                            .formatted(
                                    drill.backup(),
                                    unnoticed.size(),
                                    unnoticed.size() + noticed,
                                    control.seed(),
                                    unnoticed.stream()
                                            .map(each ->
                                                    each.damage().words() + ", " + each.object())
                                            .collect(Collectors.joining("; "))));
        } else if (control.obstacle().isPresent()) {
            log.log(
                    ERROR,
                    "The negative control could not be carried out [%s]. %s"
                            .formatted(
                                    control.obstacle().get().message(),
                                    control.obstacle().get().hint()));
        } else {
            log.log(
                    INFO,
                    "Negative control of %s: every damage was noticed (%d of %d, %d not applicable) in %ds"
                            .formatted(
                                    drill.backup(),
                                    noticed,
                                    noticed,
                                    control.of(ControlReport.Answer.NOT_APPLICABLE).size(),
                                    control.took().toSeconds()));
        }
    }
}
