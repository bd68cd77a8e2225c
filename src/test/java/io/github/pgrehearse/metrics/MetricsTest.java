package io.github.pgrehearse.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.GoldenFile;
import io.github.pgrehearse.SettableClock;
import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Manifests;
import io.github.pgrehearse.event.Event;
import io.github.pgrehearse.event.Events;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetricsTest {

    private final SettableClock clock = new SettableClock(Events.AT);
    private final Traffic traffic = new Traffic();
    private final Metrics metrics = new Metrics("1.2.3", clock, traffic);

    private String scraped() {
        return metrics.scrape(Optional.empty()).text();
    }

    /// What is told of this process differs from run to run.
    private String scrapedWithoutTheProcess() {
        return scraped().replaceAll("(?m)^(process_\\S+) .*$", "$1 ...");
    }

    private void hearAll() {
        Events.all().forEach(metrics::hear);
        traffic.uploaded(5_000_000_000L);
        traffic.downloaded(300);
        traffic.requested(false);
        traffic.requested(true);
    }

    @Test
    void aScrapeIsAnInterface() throws IOException {
        hearAll();
        clock.advance(Duration.ofMinutes(3));

        GoldenFile.require("metrics.txt", scrapedWithoutTheProcess());
    }

    /// A rate or an alert needs the zero before the one; but an age or a size of nothing is no
    /// zero.
    @Test
    void beforeAnythingHappenedCountsAreZeroAndTheRestIsAbsent() throws IOException {
        GoldenFile.require("metrics-at-start.txt", scrapedWithoutTheProcess());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/openmetrics-text; version=1.0.0,text/plain;q=0.5 |"
                        + " application/openmetrics-text; version=1.0.0; charset=utf-8",
                "text/plain;version=0.0.4 | text/plain; version=0.0.4; charset=utf-8",
                "text/html,*/* | text/plain; version=0.0.4; charset=utf-8",
                "'' | text/plain; version=0.0.4; charset=utf-8"
            })
    void theCallerHasTheFormatThatItAsksFor(String accept, String type) {
        hearAll();

        Scrape scrape = metrics.scrape(Optional.of(accept));

        assertThat(scrape.contentType()).isEqualTo(type);
        String text = scrape.text();
        assertThat(text).contains("pgrehearse_backups_total{outcome=\"completed\"} 1");
        assertThat(text.endsWith("# EOF\n")).isEqualTo(type.startsWith("application/openmetrics"));
    }

    @Test
    void aFailureHasItsCauseWithoutThePlaceUntilItWorksAgain() {
        metrics.hear(Events.backupFailed());
        assertThat(scraped())
                .contains(
                        "pgrehearse_last_failure{cause=\"Cannot connect to"
                                + " database\",work=\"backup\"} 1")
                .doesNotContain("secret-host", "postgres\"");

        metrics.hear(Events.backupSkipped());
        assertThat(scraped())
                .contains("{cause=\"Another backup is running\",work=\"backup\"} 1")
                .doesNotContain("Cannot connect");

        metrics.hear(Events.backupCompleted());
        assertThat(scraped()).doesNotContain("cause=");
    }

    @Test
    void theVerdictOfTheLastDrillIsTheOnlyOne() {
        metrics.hear(Events.disproven());
        assertThat(scraped())
                .contains("pgrehearse_drill_last_verdict{verdict=\"disproven\"} 1")
                .contains("pgrehearse_drill_last_verdict{verdict=\"proven\"} 0")
                .doesNotContain("last_proof_timestamp_seconds 1");

        metrics.hear(Events.proven());
        assertThat(scraped())
                .contains("pgrehearse_drill_last_verdict{verdict=\"disproven\"} 0")
                .contains("pgrehearse_drill_last_verdict{verdict=\"proven\"} 1");
    }

    @Test
    void backupsAreStaleUntilThereIsAnotherOne() {
        Event same = Events.seen(Optional.of(Manifests.NAME), Optional.empty());
        BackupName later = new BackupName(Events.AT);
        metrics.hear(same);
        metrics.hear(Events.stale());
        metrics.hear(same);
        assertThat(scraped()).contains("pgrehearse_backups_stale 1");

        metrics.hear(Events.seen(Optional.of(later), Optional.empty()));
        assertThat(scraped()).contains("pgrehearse_backups_stale 0");
    }

    @Test
    void whatIsGoneFromTheStoreHasNoAge() {
        hearAll();
        metrics.hear(Events.seen(Optional.empty(), Optional.empty()));

        assertThat(scraped())
                .doesNotContain("newest_age_seconds", "newest_timestamp", "last_proof_age_seconds");
    }

    /// However long the service runs: there is a series for each word, and words are few.
    @Test
    void aScrapeDoesNotGrow() {
        hearAll();
        long lines = scraped().lines().count();
        for (int i = 0; i < 1000; i++) {
            Events.all().forEach(metrics::hear);
        }
        assertThat(scraped().lines()).hasSize((int) lines);
    }
}
