package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgDump;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.proof.Statements;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// Compares the schema of a restored copy with that of a database made of the dump's statements
/// alone.
///
/// Not with the dump's own text: what PostgreSQL writes of a schema need not be what it was made
/// by. Of the same version, and of both databases by the same program, it is the same or the
/// schemas differ.
final class SchemaCheck {

    private static final int PIECE = 1 << 16;

    private final Findings findings;
    private final ClientPrograms programs;
    private final Deadline deadline;

    SchemaCheck(Findings findings, ClientPrograms programs, Deadline deadline) {
        this.findings = findings;
        this.programs = programs;
        this.deadline = deadline;
    }

    /// Asks whether both schemas are the same: of a copy, and of the sandbox's bare database.
    void ask(Sandbox sandbox, Reached database, Copy copy) throws IOException {
        if (copy.bareError().isPresent()) {
            findings.leftOut(
                    "The schema was not compared: its statements cannot be run without the data: %s"
                            .formatted(copy.bareError().get()));
            findings.notAsked("schema", "there is nothing to compare it with");
            return;
        }
        DumpContents bare = schema(sandbox, sandbox.bare());
        DumpContents whole = schema(sandbox, database);
        findings.checkCopy(
                "schema",
                "%d statements, each compared".formatted(bare.statements().size()),
                Statements.differences(bare.statements(), whole.statements()));
    }

    private DumpContents schema(Sandbox sandbox, Reached database) throws IOException {
        DumpScanner scanner = new DumpScanner();
        PgDump pgDump = new PgDump(programs, database, sandbox.version(), deadline);
        try (InputStream dump = pgDump.dump(List.of("--schema-only"))) {
            byte[] piece = new byte[PIECE];
            for (int count = dump.read(piece); count >= 0; count = dump.read(piece)) {
                scanner.scan(piece, 0, count);
            }
        }
        DumpContents contents = scanner.contents();
        if (!contents.complete()) {
            throw new Failure.Database(
                    "pg_dump failed [%s: its output ends without the closing comment]"
                            .formatted(database),
                    "Run pg_dump by hand against a database like this, and see how it ends.");
        }
        return contents;
    }
}
