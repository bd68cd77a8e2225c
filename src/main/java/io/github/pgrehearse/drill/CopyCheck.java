package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.postgres.program.PsqlSession;
import io.github.pgrehearse.postgres.program.Sql;
import io.github.pgrehearse.proof.LargeObjectCheck;
import io.github.pgrehearse.proof.SequenceCheck;
import io.github.pgrehearse.proof.Sessions;
import io.github.pgrehearse.proof.TableCheck;
import io.github.pgrehearse.proof.ViewCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares a restored copy with what it must hold.
final class CopyCheck {

    private static final String EXTENSIONS = "SELECT extname, extversion FROM pg_extension";

    private final Findings findings;
    private final Sessions sessions;
    private final DrillPlan.DataProof data;

    CopyCheck(Findings findings, Sessions sessions, DrillPlan.DataProof data) {
        this.findings = findings;
        this.sessions = sessions;
        this.data = data;
    }

    /// Asks every question about what is in the copy, but for the schema.
    ///
    /// @param expected by the manifest, or else by the dump
    void ask(Subject subject, DumpContents expected) throws IOException {
        rows(subject, expected);
        try (PsqlSession session = sessions.open()) {
            findings.checkCopy(
                    "sequences",
                    "%d stand where they stood".formatted(expected.sequences().size()),
                    SequenceCheck.differences(session, expected.sequences()));
            if (data == DrillPlan.DataProof.FULL) {
                findings.checkCopy(
                        "large objects",
                        "%d of %d bytes, oid and content"
                                .formatted(
                                        expected.largeObjects().count(),
                                        expected.largeObjects().bytes()),
                        LargeObjectCheck.differences(session, expected.largeObjects()));
            }
            findings.checkCopy(
                    "materialized views",
                    "populated or not, as they were",
                    ViewCheck.differences(session, expected.statements()));
            if (subject.manifest().isPresent()) {
                findings.checkCopy(
                        "extensions",
                        "all are there",
                        extensions(session, subject.manifest().get()));
            }
        }
    }

    private void rows(Subject subject, DumpContents expected) throws IOException {
        String counted =
                "%d rows in %d tables".formatted(expected.rows(), expected.tables().size());
        if (data == DrillPlan.DataProof.NONE) {
            findings.notAsked("rows", "not compared, since VERIFY_DATA is none");
            return;
        }
        // without a manifest, under which settings rows were written is not known
        boolean digests = data == DrillPlan.DataProof.FULL && subject.manifest().isPresent();
        TableCheck tables = new TableCheck(sessions, digests);
        List<String> differences = tables.differences(expected.tables());
        findings.checkCopy(
                "rows", counted + (digests ? ", each compared" : ", counted"), differences);
        if (data == DrillPlan.DataProof.COUNTS) {
            findings.leftOut("Rows were counted but not compared, since VERIFY_DATA is counts");
        }
        for (String table : tables.countedOnly()) {
            findings.leftOut(
                    "Rows of %s were counted but not compared: the dump holds them in a form that cannot be compared"
                            .formatted(table));
        }
    }

    /// A dump names extensions without their versions.
    private List<String> extensions(PsqlSession session, Manifest manifest) throws IOException {
        Set<String> dumped = new HashSet<>();
        for (Statement statement : manifest.statements()) {
            if (statement.kind().equals("CREATE EXTENSION")) {
                dumped.add(statement.name().replaceAll("^\"|\"$", "").replace("\"\"", "\""));
            }
        }
        List<String> differences = new ArrayList<>();
        for (List<String> row : session.query(Sql.of(EXTENSIONS))) {
            dumped.remove(row.get(0));
            String version = manifest.extensions().getOrDefault(row.get(0), row.get(1));
            if (!version.equals(row.get(1))) {
                findings.warn(
                        "Extension %s is of version %s here, and was of %s"
                                .formatted(row.get(0), row.get(1), version));
            }
        }
        dumped.forEach(name -> differences.add(name + ": the extension is missing"));
        return differences;
    }
}
