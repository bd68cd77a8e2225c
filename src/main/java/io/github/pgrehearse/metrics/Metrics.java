package io.github.pgrehearse.metrics;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Event.Problem;
import io.github.pgrehearse.event.Event.Work;
import io.github.pgrehearse.event.Listener;
import io.github.pgrehearse.storage.Traffic;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/// Counts and remembers what happens in the service, for Prometheus to fetch.
///
/// Names, labels and meanings are an interface: `docs/metrics.md` lists them. No label holds the
/// name of a backup, a table or anything else of which there are ever more.
public final class Metrics implements Listener {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final ServiceMetrics service;
    private final BackupMetrics backups;
    private final DrillMetrics drills;
    private final StoreMetrics store;

    /// @param version of this program
    /// @param traffic of the store, read at each scrape
    public Metrics(String version, Clock clock, Traffic traffic) {
        service = new ServiceMetrics(registry, version);
        backups = new BackupMetrics(registry, clock);
        drills = new DrillMetrics(registry, clock);
        store = new StoreMetrics(registry, traffic);
        ProcessMetrics.register(registry);
    }

    @Override
    public void hear(Event event) {
        switch (event) {
            case Event.Due due -> service.due(due.work(), due.next());
            case Event.CatalogSeen seen -> see(seen);
            case Event.BackupBegan began -> {
                service.began(Work.BACKUP);
                backups.began(began.at());
            }
            case Event.BackupCompleted completed -> {
                service.worked(Work.BACKUP);
                backups.completed(completed.manifest());
            }
            case Event.BackupFailed failed -> {
                service.failed(Work.BACKUP, failed.problem());
                backups.failed(failed.took());
            }
            case Event.BackupSkipped skipped -> {
                service.failed(Work.BACKUP, skipped.problem());
                backups.skipped(skipped.at());
            }
            case Event.AnomalyFound _ -> backups.departed();
            case Event.Pruned pruned -> {
                service.pruned();
                store.pruned(pruned.at(), pruned.deleted(), pruned.kept());
            }
            case Event.PruneFailed failed -> {
                service.pruneFailed(failed);
                store.pruneFailed();
            }
            case Event.DrillBegan began -> {
                service.began(Work.DRILL);
                drills.began(began.at());
            }
            case Event.DrillEnded ended -> hearDrill(ended);
            case Event.BackupsStale _ -> backups.stale();
        }
    }

    private void see(Event.CatalogSeen seen) {
        backups.seen(seen.newest().map(BackupName::began));
        drills.seen(seen.lastProof());
        store.seen(seen);
    }

    private void hearDrill(Event.DrillEnded ended) {
        drills.ended(ended);
        Optional<Problem> problem = ended.problem();
        boolean failed =
                switch (ended.verdict()) {
                    case PROVEN, RESTORED -> false;
                    case DISPROVEN, UNPROVEN -> true;
                };
        if (failed && problem.isPresent()) {
            service.failed(Work.DRILL, problem.get());
        } else {
            service.worked(Work.DRILL);
        }
    }

    /// All metrics as they stand now.
    ///
    /// @param accept which formats the caller understands, in the words of HTTP: OpenMetrics if it
    ///   names that, else Prometheus's own text
    public Scrape scrape(Optional<String> accept) {
        ExpositionFormatWriter writer = formats.findWriter(accept.orElse(""));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory
        }
        return new Scrape(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
    }
}
