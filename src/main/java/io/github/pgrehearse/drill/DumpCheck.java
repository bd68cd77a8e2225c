package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.stream.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
                measures(manifest.dump(), restored));
        findings.check(
                "dump holds what it must",
                "rows of each table, sequences, large objects, statements",
                contents(manifest.contents(), restored.contents()));
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

    private static List<String> measures(Manifest.Dump written, Restore.Restored restored) {
        List<String> differences = new ArrayList<>();
        Measure stored = new Measure(written.size(), written.sha256());
        compare("stored object", stored, restored.stored(), differences);
        Measure plain = new Measure(written.uncompressedSize(), written.uncompressedSha256());
        restored.plain().ifPresent(found -> compare("dump", plain, found, differences));
        return differences;
    }

    private static void compare(
            String what, Measure expected, Measure found, List<String> differences) {
        if (expected.bytes() != found.bytes()) {
            differences.add(
                    "%s: %d bytes expected, %d found"
                            .formatted(what, expected.bytes(), found.bytes()));
        } else if (!expected.equals(found)) {
            differences.add(
                    "%s: SHA-256 %s expected, %s found"
                            .formatted(what, expected.sha256(), found.sha256()));
        }
    }

    private static List<String> contents(DumpContents expected, DumpContents found) {
        List<String> differences = new ArrayList<>(tables(expected.tables(), found.tables()));
        differences.addAll(sequences(expected.sequences(), found.sequences()));
        if (!expected.largeObjects().equals(found.largeObjects())) {
            differences.add(
                    LargeObjectCheck.difference(expected.largeObjects(), found.largeObjects()));
        }
        differences.addAll(Statements.differences(expected.statements(), found.statements()));
        return differences;
    }

    private static List<String> tables(List<TableRows> expected, List<TableRows> found) {
        Map<List<Object>, TableRows> there = new LinkedHashMap<>();
        found.forEach(table -> there.put(key(table), table));
        List<String> differences = new ArrayList<>();
        for (TableRows table : expected) {
            Optional<TableRows> same = Optional.ofNullable(there.remove(key(table)));
            if (same.isEmpty()) {
                differences.add("%s: no rows are there".formatted(table.name()));
            } else if (!table.equals(same.get())) {
                differences.add(difference(table, same.get().rows()));
            }
        }
        there.values().forEach(table -> differences.add(table.name() + ": not in the manifest"));
        return differences;
    }

    private static List<Object> key(TableRows table) {
        return List.of(table.name(), table.columns());
    }

    /// In what the rows of a table differ, as a phrase.
    static String difference(TableRows expected, long found) {
        return expected.rows() == found
                ? "%s: %d rows, as expected, but not the same ones"
                        .formatted(expected.name(), found)
                : "%s: %d rows expected, %d found"
                        .formatted(expected.name(), expected.rows(), found);
    }

    private static List<String> sequences(List<SequenceValue> expected, List<SequenceValue> found) {
        Map<String, SequenceValue> there = new LinkedHashMap<>();
        found.forEach(sequence -> there.put(sequence.name(), sequence));
        List<String> differences = new ArrayList<>();
        for (SequenceValue sequence : expected) {
            Optional<SequenceValue> same = Optional.ofNullable(there.remove(sequence.name()));
            if (!same.equals(Optional.of(sequence))) {
                differences.add(SequenceCheck.difference(sequence, same));
            }
        }
        there.keySet().forEach(name -> differences.add(name + ": not in the manifest"));
        return differences;
    }
}
