package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.proof.Sessions;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;

/// Compares a database in a sandbox with what the backup must hold.
record Comparison(
        ClientPrograms programs,
        DrillPlan.DataProof data,
        Sandbox sandbox,
        Subject subject,
        Copy copy,
        Deadline deadline) {

    /// Asks for everything, a stage after the other.
    void ask(Reached database, Findings findings) throws IOException {
        DumpContents expected = copy.expected();
        CopyCheck contents = new CopyCheck(findings, sessions(database), data);
        findings.stage("compare contents", () -> contents.ask(subject, expected));
        SchemaCheck schema = new SchemaCheck(findings, programs, deadline);
        findings.stage("compare schema", () -> schema.ask(sandbox, database, copy));
    }

    /// Sessions in a database that is to be compared.
    Sessions sessions(Reached database) {
        Psql psql = new Psql(programs, database, sandbox.version(), deadline);
        return new Sessions(psql, copy.expected(), subject.session());
    }
}
