package io.github.pgrehearse.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.program.ServerVersion;
import io.github.pgrehearse.stream.Compression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CaveatsTest {

    @Test
    void aPlainBackupHasNone() {
        assertThat(Caveats.of(plan(List.of()), facts(false), contents(""))).isEmpty();
    }

    @Test
    void tellsThatRowsAreHidden() {
        assertThat(Caveats.of(plan(List.of("--enable-row-security")), facts(false), contents("")))
                .singleElement()
                .asString()
                .startsWith("Rows may be missing");
    }

    @Test
    void tellsThatAStandbyHasNoUnloggedRows() {
        assertThat(Caveats.of(plan(List.of()), facts(true), contents("")))
                .singleElement()
                .asString()
                .startsWith("Rows of unlogged tables are missing");
    }

    @Test
    void tellsThatInsertsCannotBeCompared() {
        assertThat(
                        Caveats.of(
                                plan(List.of()),
                                facts(false),
                                contents("INSERT INTO public.t VALUES (1);\n")))
                .singleElement()
                .asString()
                .startsWith("The content proof is not available");
    }

    private static BackupPlan plan(List<String> options) {
        return new BackupPlan(
                Compression.GZIP, 6, 2, options, true, Duration.ofHours(1), "3600s", "test");
    }

    private static DatabaseFacts facts(boolean standby) {
        return new DatabaseFacts(
                new ServerVersion(180_006),
                "1",
                "app",
                0,
                "UTF8",
                "C",
                "C",
                "c",
                "",
                "C",
                standby,
                Map.of(),
                Map.of());
    }

    private static DumpContents contents(String statements) {
        DumpScanner scanner = new DumpScanner();
        byte[] dump = statements.getBytes(StandardCharsets.UTF_8);
        scanner.scan(dump, 0, dump.length);
        return scanner.contents();
    }
}
