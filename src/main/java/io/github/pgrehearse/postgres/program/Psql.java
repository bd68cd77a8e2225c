package io.github.pgrehearse.postgres.program;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.stream.Deadline;
import io.github.pgrehearse.stream.ProcessSink;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs `psql` at one server: to feed it a dump, or to ask questions.
///
/// Its environment holds what libpq needs to connect and nothing else of ours, its own start-up
/// file is not read, and the server's messages come in English where the server lets us ask.
public final class Psql {

    /// The first minors that know `\restrict`, by major; since 18 all do.
    private static final Map<Integer, Integer> RESTRICTED_SINCE =
            Map.of(14, 19, 15, 14, 16, 10, 17, 6);

    private final ClientPrograms programs;
    private final Reached database;
    private final int serverMajor;
    private final Deadline deadline;

    /// @param deadline by which each run must have ended
    public Psql(
            ClientPrograms programs, Reached database, ServerVersion version, Deadline deadline) {
        this.programs = programs;
        this.database = database;
        this.serverMajor = version.major();
        this.deadline = deadline;
    }

    /// Which program it is.
    public Program program() throws IOException {
        return programs.tools().clientFor("psql", serverMajor);
    }

    /// Begins to restore: psql runs what is written, and stops at the first error. The caller
    /// closes it.
    ///
    /// psql is told to obey no meta-command before it reads anything else.
    public ProcessSink restore() throws IOException {
        return restore(List.of());
    }

    /// The same, in one transaction, which ends with what is written.
    public ProcessSink restoreAtOnce() throws IOException {
        return restore(List.of("--single-transaction"));
    }

    private ProcessSink restore(List<String> options) throws IOException {
        Program psql = restricting();
        ProcessBuilder builder =
                prepare(psql, "ON_ERROR_STOP=1", "VERBOSITY=verbose", "SHOW_CONTEXT=never");
        builder.command().addAll(options);
        builder.command().addAll(List.of("--echo-errors", "--file=-"));
        ProcessSink sink = start(builder);
        byte[] line = restrict().getBytes(StandardCharsets.US_ASCII);
        sink.write(line, 0, line.length);
        return sink;
    }

    /// The line behind which psql obeys no meta-command but the one that knows the key.
    private static String restrict() {
        byte[] key = new byte[16];
        new SecureRandom().nextBytes(key);
        return "\\restrict " + HexFormat.of().formatHex(key) + "\n";
    }

    /// The program, if it knows the restricted mode: what is restored may be hostile.
    ///
    /// @throws Failure.Database if it does not
    private Program restricting() throws IOException {
        Program psql = program();
        if (!restricts(psql.version())) {
            throw new Failure.Database(
                    "psql is too old to be given a backup [%s does not know \\restrict, which keeps it from running programs]"
                            .formatted(psql),
                    "Install a newer minor release of it: 14.19, 15.14, 16.10, 17.6, any 18, or"
                            + " later ones.");
        }
        return psql;
    }

    /// The first error that a restore printed; nothing if psql ended well.
    ///
    /// @throws Failure.Database if psql was killed at its time limit
    public Optional<PsqlError> errorOf(ProcessSink.Ending ending) throws Failure.Database {
        if (ending.overran()) {
            throw outOfTime();
        }
        if (ending.isGood()) {
            return Optional.empty();
        }
        return PsqlError.first(ending.said(), ending.status())
                .or(() -> {
                    String text =
                            "psql ended with exit status %d: %s"
                                    .formatted(ending.status(), String.join("; ", ending.said()));
                    return Optional.of(
                            new PsqlError("", database.redact(text), "", ending.status()));
                });
    }

    /// Begins to ask questions. The caller closes it.
    ///
    /// @param encoding in which it sends and is sent, by PostgreSQL's name
    /// @param charset the same for Java
    public PsqlSession session(String encoding, Charset charset) throws IOException {
        ProcessBuilder builder = prepare(restricting(), "ON_ERROR_STOP=0");
        builder.command().addAll(List.of("--tuples-only", "--no-align"));
        builder.environment().put("PGCLIENTENCODING", encoding);
        try {
            return new PsqlSession(
                    builder, restrict(), charset, deadline.remaining(), this::failure);
        } catch (IOException e) {
            throw failure("cannot be started: " + e.getMessage());
        }
    }

    private ProcessBuilder prepare(Program psql, String... variables) {
        List<String> command = new ArrayList<>();
        command.add(psql.path().toString());
        command.addAll(List.of("--no-psqlrc", "--no-password", "--quiet"));
        for (String variable : variables) {
            command.add("--set=" + variable);
        }
        database.uri().programArgument().ifPresent(text -> command.add("--dbname=" + text));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(programs.environment());
        builder.environment().putAll(database.environment());
        builder.environment().put("PGTZ", PgDump.TIME_ZONE);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private ProcessSink start(ProcessBuilder builder) throws IOException {
        try {
            return ProcessSink.start(builder, deadline.remaining());
        } catch (IOException e) {
            throw failure("cannot be started: " + e.getMessage());
        }
    }

    static boolean restricts(ServerVersion version) {
        int since = RESTRICTED_SINCE.getOrDefault(version.major(), 0);
        return version.compareTo(ServerVersion.of(version.major(), since)) >= 0;
    }

    private Failure.Database failure(String why) {
        if (why.startsWith("did not end in time")) {
            return outOfTime();
        }
        return new Failure.Database(
                "psql failed [%s: %s]".formatted(database, database.redact(why)),
                "The server's own log may say more.");
    }

    private Failure.Database outOfTime() {
        return new Failure.Database(
                "Restore timed out [%s: psql did not end in time and was killed]"
                        .formatted(database),
                "Raise VERIFY_TIMEOUT, or find out what became slow.");
    }
}
