package io.github.pgrehearse.postgres.program;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.stream.Deadline;
import io.github.pgrehearse.stream.ProcessStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs `pg_dump`, and the programs beside it that dump other things, at one server.
///
/// Their environment holds what libpq needs to connect and nothing else of ours; the password is in
/// there and never among the arguments.
public final class PgDump {

    /// The time zone in which dumps write instants.
    public static final String TIME_ZONE = "UTC";

    private static final String PG_DUMP_FAILED = "pg_dump failed";
    private static final Duration LOCK_WAIT = Duration.ofMinutes(15);

    private final ClientPrograms programs;
    private final Reached server;
    private final int serverMajor;
    private final Deadline deadline;

    /// @param deadline by which each run must have ended
    public PgDump(
            ClientPrograms programs, Reached server, ServerVersion version, Deadline deadline) {
        this.programs = programs;
        this.server = server;
        this.serverMajor = version.major();
        this.deadline = deadline;
    }

    /// Which program [#dump] runs.
    public Program program() throws IOException {
        return programs.tools().clientFor("pg_dump", serverMajor);
    }

    /// Begins to dump the database as plain SQL. The stream ends only when `pg_dump` ended well.
    ///
    /// It waits for no table's lock longer than 15 minutes, nor than half of the time that there
    /// is, unless `options` say otherwise.
    public InputStream dump(List<String> options) throws IOException {
        List<String> all = new ArrayList<>(List.of(lockWait()));
        all.addAll(options); // the last of two counts
        return run("pg_dump", all, PG_DUMP_FAILED);
    }

    /// Begins to write the roles of the cluster as SQL, without passwords.
    public InputStream roles() throws IOException {
        List<String> options = new ArrayList<>(List.of("--roles-only", "--no-role-passwords"));
        String database = server.uri().database();
        // Else it connects to a database named postgres, which may be closed to us; it takes a name
        // like these for a connection string
        if (!database.contains("=") && !database.contains("://")) {
            options.add("--database=" + database);
        }
        return run("pg_dumpall", options, "pg_dumpall failed");
    }

    /// Begins to write, among other things, how to make the database itself: its settings, grants
    /// and comment. No schema and so no table is in there.
    public InputStream databaseItself() throws IOException {
        return run(
                "pg_dump",
                List.of("--create", "--schema-only", "--exclude-schema=*"),
                PG_DUMP_FAILED);
    }

    /// @param words how the message begins if it fails
    private InputStream run(String program, List<String> options, String words) throws IOException {
        Duration limit = deadline.remaining();
        if (!limit.isPositive()) {
            // one that is killed while it starts may leave behind what it was starting
            throw failure(words, "did not end in time: no time was left to begin");
        }
        List<String> command = new ArrayList<>();
        command.add(programs.tools().clientFor(program, serverMajor).path().toString());
        command.add("--no-password");
        server.uri().programArgument().ifPresent(text -> command.add("--dbname=" + text));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(programs.environment());
        builder.environment().putAll(server.environment());
        builder.environment().put("PGTZ", TIME_ZONE);
        builder.environment().put("LC_ALL", "C");
        return ProcessStream.start(builder, limit, why -> failure(words, why));
    }

    /// What the program said, with what to do about it.
    private Failure.Database failure(String words, String why) {
        String said = DumpAdvice.isAboutTableLock(why) ? why + LockHolders.told(server) : why;
        return new Failure.Database(
                "%s [%s]".formatted(words, server.redact(said)), DumpAdvice.on(why));
    }

    /// Long enough for what locks a table now and then; no longer, since those who want to lock the
    /// tables that are locked already wait for us, and everybody else waits behind them.
    private String lockWait() {
        Duration half = deadline.remaining().dividedBy(2);
        Duration wait = half.compareTo(LOCK_WAIT) < 0 ? half : LOCK_WAIT;
        return "--lock-wait-timeout=" + Math.max(1, wait.toMillis());
    }
}
