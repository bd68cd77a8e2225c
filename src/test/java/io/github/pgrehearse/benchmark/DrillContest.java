package io.github.pgrehearse.benchmark;

import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.sandbox.EphemeralSandbox;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Drills of one backup, beside nothing but restoring its dump by hand.
///
/// Both begin with nothing and leave nothing: the time of either holds making a server, of the very
/// same settings, and removing it.
record DrillContest(Gigabyte database, PgTools tools, Path temporary, Directory work)
        implements Benchmark.Contest {

    /// Takes the backup.
    static DrillContest prepare(Gigabyte database, PgTools tools, Path temporary, Directory work)
            throws IOException, InterruptedException {
        work.run(database.pgrehearse("backup", work));
        return new DrillContest(database, tools, temporary, work);
    }

    @Override
    public String bare() {
        return "gunzip -c | psql";
    }

    @Override
    public void round(Timings timings) throws IOException, InterruptedException {
        timings.time(bare(), this::restore);
        ProcessBuilder drill = database.pgrehearse("drill", work);
        drill.environment().put("VERIFY_TARGET", "ephemeral");
        timings.time("pgrehearse drill", () -> work.run(drill));
    }

    private Memory restore() throws IOException, InterruptedException {
        int major = database.server().programs().version().major();
        Wanted wanted = new Wanted("by_hand", Optional.of(major), Optional.empty(), 0, 0);
        try (Sandbox sandbox = EphemeralSandbox.open(tools, temporary, wanted)) {
            Reached reached = sandbox.whole();
            ProcessBuilder builder =
                    database.shell(
                            "gunzip -c store/*/*.gz | %s --no-psqlrc --quiet --output=/dev/null --set=ON_ERROR_STOP=1"
                                    .formatted(database.program("psql")));
            builder.environment().putAll(reached.environment());
            return work.run(builder);
        }
    }
}
