package io.github.pgrehearse.endpoint;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.DrillReport;
import io.github.pgrehearse.catalog.Verdict;
import io.github.pgrehearse.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of the service's work, from what was heard of it. Safe for several threads.
final class Heard {

    private boolean anything;
    private @Nullable Instant newest;
    private @Nullable Instant proof;
    private boolean stale;
    private final Course backup = new Course();
    private final Course drill = new Course();

    /// How it goes with one kind of work.
    private static final class Course {
        private boolean running;
        private @Nullable String outcome;
        private @Nullable Instant ended;
        private @Nullable Instant next;

        void begin() {
            running = true;
        }

        void end(String how, Instant at) {
            running = false;
            outcome = how;
            ended = at;
        }

        void put(Map<String, Object> fields) {
            fields.put("running", running);
            putIfKnown(fields, "lastOutcome", outcome);
            putTime(fields, "lastEnded", ended);
            putTime(fields, "nextDue", next);
        }
    }

    synchronized void hear(Event event) {
        anything = true;
        switch (event) {
            case Event.Due due -> course(due.work()).next = due.next();
            case Event.CatalogSeen seen -> see(seen);
            case Event.BackupBegan _ -> backup.begin();
            case Event.BackupCompleted completed -> {
                backup.end("completed", completed.at());
                newest = completed.manifest().name().began();
                stale = false;
            }
            case Event.BackupFailed failed -> backup.end("failed", failed.at());
            case Event.BackupSkipped skipped -> backup.end("skipped", skipped.at());
            case Event.DrillBegan _ -> drill.begin();
            case Event.DrillEnded ended -> hearDrill(ended);
            case Event.BackupsStale _ -> stale = true;
            case Event.AnomalyFound _, Event.Pruned _, Event.PruneFailed _ -> {}
        }
    }

    private void see(Event.CatalogSeen seen) {
        Optional<Instant> found = seen.newest().map(BackupName::began);
        if (!found.equals(Optional.ofNullable(newest))) {
            stale = false; // of another one it would be told anew
        }
        newest = found.orElse(null);
        proof = seen.lastProof().orElse(null);
    }

    private void hearDrill(Event.DrillEnded ended) {
        drill.end(ended.verdict().word(), ended.at());
        if (ended.verdict() == Verdict.PROVEN) {
            proof = ended.report().map(DrillReport::began).orElse(ended.at());
        }
    }

    private Course course(Event.Work work) {
        return switch (work) {
            case BACKUP -> backup;
            case DRILL -> drill;
        };
    }

    /// Whether the service has begun its work: it tells nothing before.
    synchronized boolean anything() {
        return anything;
    }

    /// Of the backups, as `docs/formats.md` describes it.
    synchronized Map<String, Object> backups(Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        putTime(fields, "newest", newest);
        putAge(fields, "newestAgeSeconds", newest, now);
        fields.put("stale", stale);
        backup.put(fields);
        return fields;
    }

    /// Of the drills, likewise.
    synchronized Map<String, Object> drills(Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        putTime(fields, "lastProof", proof);
        putAge(fields, "lastProofAgeSeconds", proof, now);
        drill.put(fields);
        return fields;
    }

    private static void putTime(Map<String, Object> fields, String name, @Nullable Instant time) {
        putIfKnown(
                fields,
                name,
                time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static void putAge(
            Map<String, Object> fields, String name, @Nullable Instant from, Instant now) {
        putIfKnown(fields, name, from == null ? null : Duration.between(from, now).toSeconds());
    }

    private static void putIfKnown(
            Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
