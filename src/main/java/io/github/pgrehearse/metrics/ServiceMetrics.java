package io.github.pgrehearse.metrics;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Problem;
import io.github.pgrehearse.event.Event.Work;
import io.github.pgrehearse.failure.Failure;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// What is told of the service as such: what it does, will do, and why it did not work last time.
final class ServiceMetrics {

    private static final String PRUNE = "prune";

    private final Gauge running;
    private final Gauge due;
    private final Gauge failure;

    ServiceMetrics(PrometheusRegistry registry, String version) {
        Info.builder()
                .name("pgrehearse_build_info")
                .help("Version of the program; the value is always 1.")
                .labelNames("version")
                .register(registry)
                .setLabelValues(version);
        running =
                Gauge.builder()
                        .name("pgrehearse_running")
                        .help("1 while this work is being done, else 0.")
                        .labelNames("work")
                        .register(registry);
        for (Work work : Work.values()) {
            running.initLabelValues(word(work));
        }
        due =
                Gauge.builder()
                        .name("pgrehearse_next_due_timestamp_seconds")
                        .help("When this work will be done next; absent where it is not done here.")
                        .labelNames("work")
                        .register(registry);
        failure =
                Gauge.builder()
                        .name("pgrehearse_last_failure")
                        .help(
                                "1 for the cause for which this work (backup, drill or prune) failed"
                                        + " last time, in the words of docs/troubleshooting.md; absent"
                                        + " once it has worked again.")
                        .labelNames("work", "cause")
                        .register(registry);
    }

    void due(Work work, Instant next) {
        due.labelValues(word(work)).set(Reading.seconds(next));
    }

    void began(Work work) {
        running.labelValues(word(work)).set(1);
    }

    void worked(Work work) {
        running.labelValues(word(work)).set(0);
        forgive(word(work));
    }

    void failed(Work work, Problem problem) {
        running.labelValues(word(work)).set(0);
        blame(word(work), problem);
    }

    void pruned() {
        forgive(PRUNE);
    }

    void pruneFailed(Event.PruneFailed prune) {
        blame(PRUNE, prune.problem());
    }

    /// One cause at a time, so that there are never more than kinds of work.
    private void blame(String work, Problem problem) {
        forgive(work);
        failure.labelValues(work, Failure.words(problem.message())).set(1);
    }

    private void forgive(String work) {
        failure.removeIf((List<String> labels) -> labels.getFirst().equals(work));
    }

    private static String word(Work work) {
        return work.name().toLowerCase(Locale.ROOT);
    }
}
