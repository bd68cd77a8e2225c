package io.github.pgrehearse.metrics;

import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.event.Event;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// What is told of drills.
final class DrillMetrics {

    private final Counter drills;
    private final Gauge verdict;
    private final Gauge stages;
    private final Reading proof;
    private final Reading attempt;
    private final Reading took;
    private final Reading restore;
    private final Reading age;

    DrillMetrics(PrometheusRegistry registry, Clock clock) {
        drills =
                Counter.builder()
                        .name("pgrehearse_drills_total")
                        .help("Drills since the process started, by verdict.")
                        .labelNames("verdict")
                        .withoutExemplars()
                        .register(registry);
        verdict =
                Gauge.builder()
                        .name("pgrehearse_drill_last_verdict")
                        .help(
                                "1 for the verdict of the last drill since the process started, else"
                                        + " 0.")
                        .labelNames("verdict")
                        .register(registry);
        for (Verdict each : Verdict.values()) {
            drills.initLabelValues(each.word());
            verdict.initLabelValues(each.word());
        }
        stages =
                Gauge.builder()
                        .name("pgrehearse_drill_last_stage_duration_seconds")
                        .help("How long each stage of the last drill took.")
                        .labelNames("stage")
                        .register(registry);
        proof =
                Reading.register(
                        registry,
                        "pgrehearse_drill_last_proof_timestamp_seconds",
                        "When the drill began that was the last to prove a backup.");
        proof.exposeAge(
                registry,
                clock,
                "pgrehearse_drill_last_proof_age_seconds",
                "How long ago the drill began that was the last to prove a backup.");
        attempt =
                Reading.register(
                        registry,
                        "pgrehearse_drill_last_attempt_timestamp_seconds",
                        "When a drill was last begun.");
        took =
                Reading.register(
                        registry,
                        "pgrehearse_drill_last_duration_seconds",
                        "How long the last drill took until its verdict.");
        restore =
                Reading.register(
                        registry,
                        "pgrehearse_drill_last_restore_seconds",
                        "How long the last drill that restored its backup took to do so: the"
                                + " measured time to recover (RTO).");
        age =
                Reading.register(
                        registry,
                        "pgrehearse_drill_last_backup_age_seconds",
                        "How old the backup of the last drill was: what would have been lost at the"
                                + " most (RPO).");
    }

    /// When a backup was last proven, as the store tells.
    void seen(Optional<Instant> lastProof) {
        proof.change(lastProof);
    }

    void began(Instant at) {
        attempt.set(at);
    }

    void ended(Event.DrillEnded drill) {
        drills.labelValues(drill.verdict().word()).inc();
        for (Verdict each : Verdict.values()) {
            verdict.labelValues(each.word()).set(each == drill.verdict() ? 1 : 0);
        }
        drill.report().ifPresent(this::tell);
    }

    private void tell(DrillReport report) {
        if (report.verdict() == Verdict.PROVEN) {
            proof.set(report.began());
        }
        took.set(report.took());
        age.set(report.age());
        report.timeToRestore().ifPresent(restore::set);
        stages.clear();
        for (DrillReport.Stage stage : report.stages()) {
            stages.labelValues(stage.name()).set(Reading.seconds(stage.took()));
        }
    }
}
