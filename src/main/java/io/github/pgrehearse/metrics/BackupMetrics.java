package io.github.pgrehearse.metrics;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.TableRows;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What is told of backups.
final class BackupMetrics {

    private static final String COMPLETED = "completed";
    private static final String FAILED = "failed";
    private static final String SKIPPED = "skipped";

    private final Counter backups;
    private final Counter anomalies;
    private final Gauge stale;
    private final Reading newest;
    private final Reading attempt;
    private final Reading took;
    private final Reading stored;
    private final Reading uncompressed;
    private final Reading rows;
    private final Reading tables;

    BackupMetrics(PrometheusRegistry registry, Clock clock) {
        backups =
                Counter.builder()
                        .name("pgrehearse_backups_total")
                        .help(
                                "Backups since the process started, by how they ended; skipped:"
                                        + " another one of the database was running.")
                        .labelNames("outcome")
                        .withoutExemplars()
                        .register(registry);
        for (String outcome : new String[] {COMPLETED, FAILED, SKIPPED}) {
            backups.initLabelValues(outcome);
        }
        anomalies =
                Counter.builder()
                        .name("pgrehearse_backup_anomalies_total")
                        .help("Backups that departed from those before them.")
                        .withoutExemplars()
                        .register(registry);
        stale =
                Gauge.builder()
                        .name("pgrehearse_backups_stale")
                        .help("1 while the newest backup is older than it may be, else 0.")
                        .register(registry);
        newest =
                Reading.register(
                        registry,
                        "pgrehearse_backup_newest_timestamp_seconds",
                        "When the newest backup in the store began.");
        newest.exposeAge(
                registry,
                clock,
                "pgrehearse_backup_newest_age_seconds",
                "How long ago the newest backup in the store began.");
        attempt =
                Reading.register(
                        registry,
                        "pgrehearse_backup_last_attempt_timestamp_seconds",
                        "When a backup was last begun or skipped.");
        took =
                Reading.register(
                        registry,
                        "pgrehearse_backup_last_duration_seconds",
                        "How long the last backup took, whether it completed or failed.");
        stored =
                Reading.register(
                        registry,
                        "pgrehearse_backup_last_stored_bytes",
                        "Size of the last backup's dump as stored.");
        uncompressed =
                Reading.register(
                        registry,
                        "pgrehearse_backup_last_uncompressed_bytes",
                        "Size of the last backup's dump before compression.");
        rows =
                Reading.register(
                        registry, "pgrehearse_backup_last_rows", "Rows in the last backup.");
        tables =
                Reading.register(
                        registry, "pgrehearse_backup_last_tables", "Tables in the last backup.");
    }

    /// When the newest backup in the store began, if there is one.
    void seen(Optional<Instant> began) {
        if (newest.change(began)) {
            stale.set(0); // of another one it would be told anew
        }
    }

    void began(Instant at) {
        attempt.set(at);
    }

    void completed(Manifest manifest) {
        backups.labelValues(COMPLETED).inc();
        stale.set(0);
        newest.set(manifest.name().began());
        took.set(manifest.took());
        stored.set(manifest.dump().size());
        uncompressed.set(manifest.dump().uncompressedSize());
        rows.set(manifest.tables().stream().mapToLong(TableRows::rows).sum());
        tables.set(manifest.tables().size());
    }

    void failed(Duration after) {
        backups.labelValues(FAILED).inc();
        took.set(after);
    }

    void skipped(Instant at) {
        backups.labelValues(SKIPPED).inc();
        attempt.set(at);
    }

    void departed() {
        anomalies.inc();
    }

    void stale() {
        stale.set(1);
    }
}
