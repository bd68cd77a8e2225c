package io.github.pgrehearse.drill;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.drill.Relations.Relation;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.postgres.program.PsqlSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares a restored copy with what it must hold.
final class CopyCheck {

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
                    materializedViews(session, expected.statements()));
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

    /// A dump fills those that were populated, and no others.
    private static List<String> materializedViews(PsqlSession session, List<Statement> statements)
            throws IOException {
        List<String> filled =
                statements.stream()
                        .filter(statement -> statement.kind().equals("REFRESH MATERIALIZED VIEW"))
                        .map(Statement::name)
                        .toList();
        Map<String, Relation> there = Relations.find(session, filled);
        Set<String> oids = new HashSet<>();
        there.values().forEach(view -> oids.add(view.oid()));
        List<String> differences = new ArrayList<>();
        filled.stream()
                .filter(name -> !there.containsKey(name))
                .forEach(name -> differences.add(name + ": the view is missing"));
        String query =
                """
                SELECT oid, oid::regclass, relispopulated FROM pg_class AS c WHERE relkind = 'm'
                    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                        AND objid = c.oid AND deptype = 'e')
                """;
        for (List<String> row : session.query(query)) {
            boolean populated = row.get(2).equals("t");
            if (populated != oids.remove(row.get(0))) {
                differences.add(
                        row.get(1)
                                + (populated
                                        ? ": is populated, but was not"
                                        : ": is not populated"));
            }
        }
        return differences;
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
        for (List<String> row : session.query("SELECT extname, extversion FROM pg_extension")) {
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
