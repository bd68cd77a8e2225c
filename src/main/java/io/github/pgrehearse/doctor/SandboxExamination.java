package io.github.pgrehearse.doctor;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.DatabaseFacts;
import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Opens a sandbox as a drill would, looks around in it, and throws it away.
public record SandboxExamination(Opening opening, Clock clock) {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'verify_'uuuuMMdd_HHmmss").withZone(ZoneOffset.UTC);

    /// Makes a sandbox, which is closed here.
    public interface Opening {
        Sandbox open(Wanted wanted) throws IOException;
    }

    /// @param facts of the database whose backups are to be rehearsed; none if it is not known
    void examine(Optional<DatabaseFacts> facts, Diagnosis diagnosis) throws IOException {
        diagnosis.enter("Drill");
        try (Sandbox sandbox = opening.open(wanted(facts))) {
            diagnosis.ok("sandbox", sandbox.toString());
            sandbox.departures().forEach(departure -> departs(departure, diagnosis));
            sandbox.warnings()
                    .forEach(warning ->
                            diagnosis.note(
                                    "rights",
                                    warning,
                                    "Give it CREATEROLE: a drill then makes a role of its own."));
            if (facts.isPresent()) {
                extensions(facts.get().extensions().keySet(), sandbox, diagnosis);
            }
        } catch (Failure refused) {
            diagnosis.mend("sandbox", refused.getMessage(), refused.hint());
        }
    }

    private Wanted wanted(Optional<DatabaseFacts> facts) {
        return new Wanted(
                NAME.format(clock.instant()),
                facts.map(known -> known.serverVersion().major()),
                facts.map(SandboxExamination::properties),
                facts.map(DatabaseFacts::size).orElse(0L),
                0);
    }

    private static Wanted.Properties properties(DatabaseFacts facts) {
        return new Wanted.Properties(
                facts.encoding(),
                facts.collation(),
                facts.characterType(),
                facts.localeProvider(),
                facts.locale(),
                facts.lcMonetary());
    }

    private static void departs(String departure, Diagnosis diagnosis) {
        diagnosis.note(
                "likeness",
                departure,
                "A drill says 'restored' at best while the sandbox is not as the database is.");
    }

    private static void extensions(Collection<String> wanted, Sandbox sandbox, Diagnosis diagnosis)
            throws IOException {
        Set<String> lacking = new TreeSet<>(wanted);
        lacking.removeAll(available(sandbox.whole()));
        if (lacking.isEmpty()) {
            diagnosis.ok(
                    "extensions", "the sandbox has each that the database has: " + wanted.size());
        } else {
            diagnosis.mend(
                    "extensions",
                    "the sandbox lacks " + String.join(", ", lacking),
                    "Install them for PostgreSQL %d where drills restore, or set VERIFY_DATABASE_URL to a server that has them."
                            .formatted(sandbox.version().major()));
        }
    }

    private static Set<String> available(Reached database) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Connection connection = new Connector(database.uri()).connect().connection();
                Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SELECT name FROM pg_available_extensions")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw Connector.failure("Cannot read the database's properties", database, e);
        }
        return names;
    }
}
