package io.github.pgrehearse.metrics;

import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.storage.Traffic;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.function.ToLongFunction;

/// What is told of the store: what lies in it, what retention takes out, and what goes to and fro.
final class StoreMetrics {

    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";

    private final Reading backups;
    private final Reading bytes;
    private final Counter prunes;
    private final Counter deleted;
    private final Reading kept;
    private final Reading pruned;

    StoreMetrics(PrometheusRegistry registry, Traffic traffic) {
        backups = Reading.register(registry, "pgrehearse_store_backups", "Backups in the store.");
        bytes =
                Reading.register(
                        registry,
                        "pgrehearse_store_backup_bytes",
                        "Size of all backups in the store, as stored.");
        prunes =
                Counter.builder()
                        .name("pgrehearse_prunes_total")
                        .help("How often retention was carried out, by how it ended.")
                        .labelNames("outcome")
                        .withoutExemplars()
                        .register(registry);
        prunes.initLabelValues(COMPLETED);
        prunes.initLabelValues(FAILED);
        deleted =
                Counter.builder()
                        .name("pgrehearse_backups_deleted_total")
                        .help("Backups that retention deleted.")
                        .withoutExemplars()
                        .register(registry);
        kept =
                Reading.register(
                        registry,
                        "pgrehearse_prune_last_kept_backups",
                        "Backups that retention kept when it was last carried out.");
        pruned =
                Reading.register(
                        registry,
                        "pgrehearse_prune_last_success_timestamp_seconds",
                        "When retention was last carried out, whether or not there was anything to"
                                + " delete.");
        expose(
                registry,
                traffic,
                "pgrehearse_store_uploaded_bytes_total",
                "Bytes sent to the store, those of repeated attempts too.",
                Traffic.Totals::uploaded);
        expose(
                registry,
                traffic,
                "pgrehearse_store_downloaded_bytes_total",
                "Bytes of objects read from the store.",
                Traffic.Totals::downloaded);
        expose(
                registry,
                traffic,
                "pgrehearse_store_requests_total",
                "Requests sent to the bucket, each attempt counted; 0 where the store is a"
                        + " directory.",
                Traffic.Totals::requests);
        expose(
                registry,
                traffic,
                "pgrehearse_store_retries_total",
                "Requests to the bucket that repeated one that had failed.",
                Traffic.Totals::retries);
    }

    private static void expose(
            PrometheusRegistry registry,
            Traffic traffic,
            String name,
            String help,
            ToLongFunction<Traffic.Totals> total) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(counter -> counter.call((double) total.applyAsLong(traffic.totals())))
                .register(registry);
    }

    void seen(Event.CatalogSeen catalog) {
        backups.set(catalog.backups());
        bytes.set(catalog.bytes());
    }

    void pruned(Instant at, int gone, int left) {
        prunes.labelValues(COMPLETED).inc();
        deleted.inc(gone);
        kept.set(left);
        pruned.set(at);
    }

    void pruneFailed() {
        prunes.labelValues(FAILED).inc();
    }
}
