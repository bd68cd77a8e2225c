package io.github.pgrehearse.catalog;

import static io.github.pgrehearse.catalog.DrillReports.FAILED;
import static io.github.pgrehearse.catalog.DrillReports.HELD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.GoldenFile;
import io.github.pgrehearse.catalog.DrillReport.Answer;
import io.github.pgrehearse.catalog.DrillReport.Check;
import io.github.pgrehearse.storage.MemoryStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DrillReportTest {

    private static final Check UNKNOWN = new Check("x", Answer.UNKNOWN, "asked", List.of(), 0);
    private static final Check NOT_ASKED = new Check("x", Answer.NOT_ASKED, "", List.of(), 0);

    private static Verdict verdict(List<Check> checks, boolean obstructed, String... leftOut) {
        return DrillReports.of(checks, obstructed, List.of(leftOut)).verdict();
    }

    @Test
    void isProofWhereEverythingWasAskedAndHeld() {
        assertThat(verdict(List.of(HELD, HELD), false)).isEqualTo(Verdict.PROVEN);
    }

    @Test
    void isNoProofWhereSomethingWasNotAskedOrLeftOut() {
        assertThat(verdict(List.of(HELD, NOT_ASKED), false)).isEqualTo(Verdict.RESTORED);
        assertThat(verdict(List.of(HELD), false, "a subscription")).isEqualTo(Verdict.RESTORED);
        assertThat(verdict(List.of(HELD, UNKNOWN), false)).isEqualTo(Verdict.RESTORED);
    }

    @Test
    void isOpenWhereSomethingWasInTheWay() {
        assertThat(verdict(List.of(HELD, HELD), true)).isEqualTo(Verdict.UNPROVEN);
        assertThat(verdict(List.of(), true)).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void isOpenWhereNothingWasAsked() {
        assertThat(verdict(List.of(), false)).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void disprovesByOneCheckThatFailedWhateverElseWasInTheWay() {
        assertThat(verdict(List.of(HELD, FAILED, UNKNOWN), true, "x")).isEqualTo(Verdict.DISPROVEN);
    }

    @Test
    void hasATimeToRestoreOnlyIfThatWasDone() {
        Check broken = new Check(DrillReport.RESTORE, Answer.FAILED, "x", List.of("y"), 1);

        assertThat(DrillReports.of(List.of(HELD), false, List.of()).timeToRestore())
                .contains(Duration.ofMillis(900));
        assertThat(DrillReports.of(List.of(broken), false, List.of()).timeToRestore()).isEmpty();
    }

    @Test
    void hasNoFailureWithoutADifference() {
        assertThatThrownBy(() -> new Check("x", Answer.FAILED, "", List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Check("x", Answer.HELD, "", List.of("y"), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isOfFormatOne() throws IOException {
        String json =
                new String(DrillReportJson.write(DrillReports.full()), StandardCharsets.UTF_8);

        GoldenFile.require("drill-report-v1.json", json);
    }

    @Test
    void isStoredUnderItsVerdict() throws IOException {
        Catalog catalog = new Catalog(new MemoryStore(Clock.systemUTC()), "backups");

        assertThat(catalog.storeReport(DrillReports.full()))
                .hasToString("backups/backup_20240207_143022.drill_20240208_020000.disproven.json");
        assertThat(catalog.list())
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.reports())
                                .singleElement()
                                .satisfies(report ->
                                        assertThat(report.verdict()).isEqualTo(Verdict.DISPROVEN)));
    }
}
