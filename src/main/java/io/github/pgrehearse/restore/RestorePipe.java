package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.Progress;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.program.PsqlError;
import io.github.pgrehearse.postgres.program.Sql;
import io.github.pgrehearse.postgres.target.Target;
import io.github.pgrehearse.proof.DumpDifferences;
import io.github.pgrehearse.proof.StoredDump;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.ProcessSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The way of a dump from the store through decompression, scanner and psql into the target, in one
/// pass.
///
/// Nothing is committed before the dump's size, SHA-256 and account are known to be those of the
/// manifest: `COMMIT` is ours to say, and psql's end without it is a rollback.
final class RestorePipe {

    /// A table takes a lock, and so do its overflow table, that one's index, and its type.
    private static final int LOCKS_OF_TABLE = 4;

    private final RestorePlan plan;
    private final ObjectStore store;
    private final Console console;
    private final System.Logger log;

    RestorePipe(RestorePlan plan, ObjectStore store, Console console, System.Logger log) {
        this.plan = plan;
        this.store = store;
        this.console = console;
        this.log = log;
    }

    /// Restores all that is selected, and returns what the whole dump held.
    ///
    /// @throws Failure.Database with psql's first error
    /// @throws Failure.Corrupt if the dump is not what the manifest says
    DumpContents pour(Job job, Target target, Psql psql, TargetState state) throws IOException {
        boolean transaction = isOneTransaction(job, target.facts());
        RestoreCourse course = course(job, target, transaction);
        log.log(
                INFO,
                "Restoring %s (%s)"
                        .formatted(
                                transaction
                                        ? "in one transaction: all of it or nothing"
                                        : "statement by statement: what was restored before an error stays",
                                psql.program()));
        try (StoredDump dump = StoredDump.open(store, job.backup());
                ProcessSink sink = psql.restore()) {
            begin(job, target, transaction, sink);
            state.is(transaction ? TargetState.Phase.UNCOMMITTED : TargetState.Phase.PARTLY);
            DumpRelay relay = new DumpRelay(sink, OutputStream.nullOutputStream(), course);
            Measure plain;
            RestoreProgress line = new RestoreProgress(relay.scanner(), job.manifest());
            try (Progress _ = Progress.begin(console, log, line)) {
                plain = dump.pourUntil(sink::isDeaf, relay::pass);
                sink.flush();
                if (!sink.isDeaf()) {
                    requireWhole(job, dump, plain, relay.scanner().contents());
                    if (transaction) {
                        write(sink, Sql.of("COMMIT;\n"));
                        sink.flush();
                    }
                }
                end(psql, sink, state, transaction);
            }
            state.is(TargetState.Phase.RESTORED);
            course.leftOut().forEach(each -> log.log(WARNING, "Left out: " + each));
            return relay.scanner().contents();
        }
    }

    /// The dump makes its own settings; these it counts on.
    private static void begin(Job job, Target target, boolean transaction, ProcessSink sink)
            throws Failure.Corrupt {
        if (transaction) {
            write(sink, Sql.of("BEGIN;\n"));
        }
        String money = job.manifest().map(known -> known.database().lcMonetary()).orElse("");
        if (!money.isEmpty() && !money.equals(target.facts().lcMonetary())) {
            write(sink, Sql.of("SET lc_monetary = %s;\n", Sql.literal(money)));
        }
    }

    private static void write(ProcessSink sink, Sql sql) {
        byte[] bytes = sql.toString().getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, 0, bytes.length);
    }

    private boolean isOneTransaction(Job job, Target.Facts facts) {
        if (plan.piecewise()) {
            return false;
        }
        long locks = job.manifest().map(RestorePipe::locks).orElse(0L);
        if (locks > facts.locks()) {
            log.log(
                    WARNING,
                    "One transaction would need too many locks [about %d, and the server has room for %d]. The backup is restored statement by statement; raise max_locks_per_transaction to have all of it or nothing."
                            .formatted(locks, facts.locks()));
            return false;
        }
        return true;
    }

    private static long locks(Manifest manifest) {
        long tables =
                manifest.statements().stream()
                        .filter(each -> each.kind().matches("CREATE .*(TABLE|VIEW)"))
                        .count();
        return manifest.statements().size()
                + (LOCKS_OF_TABLE - 1) * tables
                + manifest.largeObjects().count();
    }

    private RestoreCourse course(Job job, Target target, boolean transaction) throws IOException {
        Target.Facts facts = target.facts();
        Set<String> foreign = facts.superuser() ? Set.of() : target.extensions();
        return new RestoreCourse(
                plan.leftOut(),
                job.selection(),
                new RestoreCourse.Place(
                        facts.version().major(), job.dumper(), transaction, foreign));
    }

    private static void requireWhole(Job job, StoredDump dump, Measure plain, DumpContents contents)
            throws IOException {
        List<String> differences = new ArrayList<>();
        if (!contents.complete()) {
            differences.add("it ends without the closing comment of pg_dump");
        }
        if (job.manifest().isPresent()) {
            Manifest manifest = job.manifest().get();
            differences.addAll(
                    DumpDifferences.ofMeasures(
                            manifest.dump(), dump.measureAll(), Optional.of(plain)));
            differences.addAll(DumpDifferences.ofContents(manifest.contents(), contents));
        }
        if (!differences.isEmpty()) {
            throw new Failure.Corrupt(
                    "The dump is not what was written [%s: %s]"
                            .formatted(job.backup().name(), differences.getFirst()),
                    "Restore another backup: 'pgrehearse list' shows which are proven.");
        }
    }

    private static void end(Psql psql, ProcessSink sink, TargetState state, boolean transaction)
            throws IOException {
        boolean asked = transaction && !sink.isDeaf();
        if (asked) {
            state.is(TargetState.Phase.COMMITTING);
        }
        Optional<PsqlError> error = psql.errorOf(sink.end());
        if (error.isPresent()) {
            if (asked && error.get().isOfScript() && !isOfConnection(error.get())) {
                state.is(TargetState.Phase.UNCOMMITTED);
            }
            throw RestoreAdvice.on(error.get());
        }
    }

    /// After such an error nobody knows what the server has done.
    private static boolean isOfConnection(PsqlError error) {
        return error.state().startsWith("08") || error.state().startsWith("57");
    }
}
