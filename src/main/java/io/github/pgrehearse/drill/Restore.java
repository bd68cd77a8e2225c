package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.dump.DumpScanner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.log.Console;
import io.github.pgrehearse.log.Progress;
import io.github.pgrehearse.postgres.program.Psql;
import io.github.pgrehearse.postgres.program.PsqlError;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.proof.StoredDump;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.stream.Measure;
import io.github.pgrehearse.stream.ProcessSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way of a dump from the store through the decompression and the scanner into a sandbox, in
/// one pass and a bounded number of bytes.
final class Restore {

    private final ObjectStore store;
    private final Console console;
    private final System.Logger log;

    /// What came of it.
    ///
    /// @param plain the measure of the dump once decompressed; none if it could not be
    /// @param damage how the stored object is damaged, or why nobody would let this dump into psql
    /// @param error the first that the whole restore met
    /// @param bareError the first that the restore without data met
    record Restored(
            DumpContents contents,
            Measure stored,
            Optional<Measure> plain,
            Optional<Failure.Corrupt> damage,
            Optional<PsqlError> error,
            Optional<PsqlError> bareError,
            List<String> leftOut,
            List<String> warnings,
            Optional<Failure.Database> roleProblem) {}

    Restore(ObjectStore store, Console console, System.Logger log) {
        this.store = store;
        this.console = console;
        this.log = log;
    }

    /// Restores the backup, and reads it to its end whatever the restore meets.
    ///
    /// @throws Failure.Store if the dump cannot be read
    Restored run(Subject subject, Sandbox sandbox, Psql whole, Psql bare) throws IOException {
        SafeCourse course = new SafeCourse(sandbox);
        List<String> warnings = new ArrayList<>(new GlobalRoles(store).make(subject, sandbox));
        try (StoredDump dump = StoredDump.open(store, subject.entry());
                ProcessSink wholeSink = begin(subject, sandbox, whole);
                ProcessSink bareSink = bare.restore()) {
            DumpRelay relay = new DumpRelay(wholeSink, bareSink, course);
            Optional<Measure> plain = Optional.empty();
            Optional<Failure.Corrupt> damage = Optional.empty();
            try (Progress _ = Progress.begin(console, log, () -> line(relay.scanner()))) {
                plain = Optional.of(dump.pour(relay::pass));
            } catch (Failure.Corrupt found) {
                damage = Optional.of(found);
            }
            boolean toTheEnd = damage.isEmpty();
            warnings.addAll(course.warnings());
            return new Restored(
                    relay.scanner().contents(),
                    dump.measureAll(),
                    plain,
                    damage,
                    toTheEnd ? whole.errorOf(wholeSink.end()) : Optional.empty(),
                    toTheEnd ? bare.errorOf(bareSink.end()) : Optional.empty(),
                    course.leftOut(),
                    warnings,
                    course.roleProblem());
        }
    }

    /// In one transaction where the server is ours: rows of a table that the same transaction made
    /// need no write-ahead log there. A server of others would be kept from its housekeeping for so
    /// long, and a dump that is none of ours may hold what no transaction takes.
    private static ProcessSink begin(Subject subject, Sandbox sandbox, Psql whole)
            throws IOException {
        return sandbox.isShared() || subject.manifest().isEmpty()
                ? whole.restore()
                : whole.restoreAtOnce();
    }

    private static String line(DumpScanner scanner) {
        return "Restoring %s: %d rows, %s"
                .formatted(
                        scanner.table().isEmpty() ? "the schema" : scanner.table(),
                        scanner.rows(),
                        ByteSize.of(scanner.bytes()));
    }
}
