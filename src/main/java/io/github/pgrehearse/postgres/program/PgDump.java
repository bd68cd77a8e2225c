package io.github.pgrehearse.postgres.program;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.stream.Deadline;
import io.github.pgrehearse.stream.ProcessStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Runs `pg_dump`, and the programs beside it that dump other things, at one server.
///
/// Their environment holds what libpq needs to connect and nothing else of ours; the password is in
/// there and never among the arguments.
public final class PgDump {

    /// The time zone in which dumps write instants.
    public static final String TIME_ZONE = "UTC";

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
    public InputStream dump(List<String> options) throws IOException {
        return run("pg_dump", options);
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
        return run("pg_dumpall", options);
    }

    /// Begins to write, among other things, how to make the database itself: its settings, grants
    /// and comment. No schema and so no table is in there.
    public InputStream databaseItself() throws IOException {
        return run("pg_dump", List.of("--create", "--schema-only", "--exclude-schema=*"));
    }

    private InputStream run(String program, List<String> options) throws IOException {
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
        return ProcessStream.start(
                builder, deadline.remaining(), why -> failure(program, server.redact(why)));
    }

    /// What the program said, with what to do about the kinds of trouble that people have.
    private static Failure.Database failure(String program, String why) {
        return new Failure.Database("%s failed [%s]".formatted(program, why), hint(why));
    }

    private static String hint(String why) {
        if (why.startsWith("did not end in time")) {
            return "Find out what it waited for, such as a lock or a slow network, or raise"
                    + " BACKUP_TIMEOUT.";
        }
        if (why.contains("permission denied")) {
            return "Let the user read everything (GRANT pg_read_all_data TO it; a superuser for large"
                    + " objects of others), or exclude what it may not read.";
        }
        if (why.contains("lock timeout") || why.contains("could not obtain lock")) {
            return "Somebody holds the lock for long: find out who in pg_stat_activity, or raise"
                    + " --lock-wait-timeout in PG_DUMP_OPTIONS.";
        }
        if (why.contains("no matching")) {
            return "Check the names in PG_DUMP_OPTIONS and in the BACKUP_EXCLUDE_ settings.";
        }
        if (why.contains("terminating connection")
                || why.contains("server closed the connection")) {
            return "The server, or somebody there, ended the connection: its log says why. The next"
                    + " run will try again.";
        }
        return "Run the same program by hand against the same database to see more.";
    }
}
