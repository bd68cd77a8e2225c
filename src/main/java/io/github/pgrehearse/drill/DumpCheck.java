package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.proof.DumpDifferences;
import io.github.pgrehearse.stream.Measure;
import java.util.List;

/// Compares the dump that the store returned with what the manifest says of it.
final class DumpCheck {

    private final Findings findings;

    DumpCheck(Findings findings) {
        this.findings = findings;
    }

    /// Asks every question about the dump itself.
    void ask(Subject subject, Restore.Restored restored) {
        findings.check("dump is whole", "it expands and ends as a dump ends", whole(restored));
        if (subject.manifest().isEmpty()) {
            findings.notAsked("dump is as written", "there is no manifest to tell");
            findings.leftOut(
                    "There is no manifest: whether all is there that was backed up is not known");
            return;
        }
        Manifest manifest = subject.manifest().get();
        findings.check(
                "dump is as written",
                "size and SHA-256, as stored and decompressed",
                DumpDifferences.ofMeasures(manifest.dump(), restored.stored(), restored.plain()));
        findings.check(
                "dump holds what it must",
                "rows of each table, sequences, large objects, statements",
                DumpDifferences.ofContents(manifest.contents(), restored.contents()));
    }

    private static List<String> whole(Restore.Restored restored) {
        if (restored.stored().bytes() == 0) {
            return List.of(Drill.EMPTY);
        }
        if (restored.damage().isPresent()) {
            return List.of(restored.damage().get().getMessage());
        }
        long plain = restored.plain().map(Measure::bytes).orElse(0L);
        if (plain == 0) {
            return List.of(Drill.EMPTY);
        }
        return restored.contents().complete()
                ? List.of()
                : List.of(
                        "after %d bytes it ends without the closing comment of pg_dump"
                                .formatted(plain));
    }
}
