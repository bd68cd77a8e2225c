package io.github.pgrehearse.proof;

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

/// In what a dump that the store returned differs from what its manifest says of it, a phrase each.
public final class DumpDifferences {

    private DumpDifferences() {}

    /// Of sizes and SHA-256s.
    ///
    /// @param plain of the dump once it is decompressed; none if it could not be
    public static List<String> ofMeasures(
            Manifest.Dump written, Measure stored, Optional<Measure> plain) {
        List<String> differences = new ArrayList<>();
        Measure asStored = new Measure(written.size(), written.sha256());
        compare("stored object", asStored, stored, differences);
        Measure asPlain = new Measure(written.uncompressedSize(), written.uncompressedSha256());
        plain.ifPresent(found -> compare("dump", asPlain, found, differences));
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

    /// Of rows, sequences, large objects and statements.
    public static List<String> ofContents(DumpContents expected, DumpContents found) {
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
                differences.add(ofRows(table, same.get().rows()));
            }
        }
        there.values().forEach(table -> differences.add(table.name() + ": not in the manifest"));
        return differences;
    }

    private static List<Object> key(TableRows table) {
        return List.of(table.name(), table.columns());
    }

    /// In what the rows of a table differ, as a phrase.
    static String ofRows(TableRows expected, long found) {
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
