package io.github.pgrehearse.doctor;

import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.log.ByteSize;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.Readability;
import io.github.pgrehearse.postgres.Source;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.ClientPrograms;
import io.github.pgrehearse.postgres.program.PgDump;
import io.github.pgrehearse.postgres.program.ServerVersion;
import io.github.pgrehearse.stream.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Looks at the database as a backup would.
///
/// @param options that `pg_dump` is given
/// @param last the newest backup of it, if there is one that can be read
public record DatabaseExamination(
        ConnectionUri uri,
        ClientPrograms programs,
        List<String> options,
        Optional<Manifest> last,
        Clock clock) {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int SHOWN = 10;

    /// A shared disk on a small machine, in bytes of database a second.
    private static final long SLOW = 20L << 20;

    private static final long QUICK = 100L << 20;

    /// Looks at it, and says what it is, if it can be reached.
    Optional<DatabaseFacts> examine(Diagnosis diagnosis) throws IOException {
        diagnosis.enter("Database");
        boolean resolved = true;
        for (ConnectionUri.Host host : uri.hosts()) {
            resolved &= address(host, diagnosis);
        }
        if (!resolved) {
            diagnosis.skipped("login", "not every host is known");
            return Optional.empty();
        }
        return login(diagnosis);
    }

    private Optional<DatabaseFacts> login(Diagnosis diagnosis) throws IOException {
        try (Source source = Source.connect(uri, LIMIT)) {
            DatabaseFacts facts = source.facts();
            Readability readable = Readability.of(source.reached());
            String encryption =
                    readable.encryption().isEmpty() ? "not encrypted" : readable.encryption();
            diagnosis.ok(
                    "login", "%s as %s, %s".formatted(source.reached(), uri.user(), encryption));
            privileges(readable, diagnosis);
            programs(source, facts.serverVersion(), diagnosis);
            diagnosis.ok("size", "%s; a backup takes %s".formatted(facts, duration(facts.size())));
            return Optional.of(facts);
        } catch (Failure unreachable) {
            diagnosis.mend("login", unreachable.getMessage(), unreachable.hint());
            return Optional.empty();
        }
    }

    /// Runs what a backup runs, but for the data.
    private void programs(Source source, ServerVersion version, Diagnosis diagnosis)
            throws IOException {
        Deadline deadline = new Deadline(clock, clock.instant().plus(LIMIT));
        PgDump pgDump = new PgDump(programs, source.reached(), version, deadline);
        boolean installed =
                diagnosis.holds(
                        "pg_dump", () -> "%s, for server %s".formatted(pgDump.program(), version));
        if (installed) {
            diagnosis.holds("schema", () -> dumpSchema(pgDump));
            diagnosis.holds("roles", () -> readRoles(pgDump));
        }
    }

    /// Whether it can be resolved, or need not be.
    private static boolean address(ConnectionUri.Host host, Diagnosis diagnosis) {
        if (host.isSocketDirectory()) {
            return true;
        }
        try {
            String addresses =
                    Arrays.stream(InetAddress.getAllByName(host.name()))
                            .map(InetAddress::getHostAddress)
                            .collect(Collectors.joining(", "));
            if (!addresses.equals(host.name())) {
                diagnosis.ok("address", "%s is %s".formatted(host.name(), addresses));
            }
            return true;
        } catch (UnknownHostException e) {
            diagnosis.mend(
                    "address",
                    "the name %s cannot be resolved".formatted(host.name()),
                    "Check the host in DATABASE_URL; inside of a private network, whether this"
                            + " machine is a part of it.");
            return false;
        }
    }

    private void privileges(Readability readable, Diagnosis diagnosis) {
        String user = '"' + uri.user().replace("\"", "\"\"") + '"';
        boolean some = options.stream().anyMatch(option -> option.startsWith("--exclude-"));
        if (readable.unreadable().isEmpty()) {
            diagnosis.ok("tables", "each table and sequence can be read");
        } else {
            diagnosis.mend(
                    "tables",
                    "not readable: " + shown(readable.unreadable()),
                    "GRANT pg_read_all_data TO %s; or leave them out by BACKUP_EXCLUDE_TABLES%s."
                            .formatted(user, some ? ", if they are not left out already" : ""));
        }
        if (!readable.filtered().isEmpty()) {
            diagnosis.mend(
                    "row security",
                    "policies hide rows of " + shown(readable.filtered()),
                    "ALTER ROLE %s BYPASSRLS, or back up as the tables' owner.".formatted(user));
        }
        if (readable.largeObjects() > 0) {
            diagnosis.mend(
                    "large objects",
                    "not readable: %d of them".formatted(readable.largeObjects()),
                    "Back up as a superuser or their owner: no other role reads them all.");
        }
    }

    private static String shown(List<String> names) {
        String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() <= SHOWN
                ? first
                : "%s and %d more".formatted(first, names.size() - SHOWN);
    }

    /// Locks every table as a dump does, and reads none.
    private String dumpSchema(PgDump pgDump) throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--schema-only", "--lock-wait-timeout=10s"));
        try (InputStream dump = pgDump.dump(all)) {
            return "pg_dump can lock every table (schema of %s)"
                    .formatted(ByteSize.of(dump.transferTo(OutputStream.nullOutputStream())));
        }
    }

    private static String readRoles(PgDump pgDump) throws IOException {
        try (InputStream roles = pgDump.roles()) {
            roles.transferTo(OutputStream.nullOutputStream());
            return "can be stored beside each backup";
        }
    }

    private String duration(long size) {
        if (last.isPresent() && last.get().database().size() > 0) {
            double growth = (double) size / last.get().database().size();
            return "about " + seconds(Math.round(last.get().took().toMillis() * growth / 1000));
        }
        return size < SLOW
                ? "some seconds"
                : "between %s and %s, as machines go; the first one will tell"
                        .formatted(seconds(size / QUICK), seconds(size / SLOW));
    }

    private static String seconds(long seconds) {
        return seconds < 120 ? Math.max(1, seconds) + "s" : seconds / 60 + "m";
    }
}
