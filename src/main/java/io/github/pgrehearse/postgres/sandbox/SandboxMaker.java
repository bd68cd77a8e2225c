package io.github.pgrehearse.postgres.sandbox;

import io.github.pgrehearse.postgres.connection.Connector;
import io.github.pgrehearse.postgres.connection.Reached;
import io.github.pgrehearse.postgres.program.ServerVersion;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the two databases of a drill on a server that others use too, and the role that restores
/// into them. What it could not make whole, its caller undoes.
///
/// @param wanted under names that nobody has
/// @param limit how long a statement of the restore may take
record SandboxMaker(
        TemporaryDatabases databases,
        Reached server,
        ServerVersion version,
        Wanted wanted,
        Duration limit) {

    /// From here on the owner of a database may make what he wants in its schema `public`.
    private static final int FIRST_WITH_OWNED_SCHEMA = 15;

    /// What was made.
    ///
    /// @param restorer as whom to restore there
    /// @param departures in what the databases differ from the wanted one, a sentence each
    record Made(Restorer restorer, List<String> departures) {

        Made {
            departures = List.copyOf(departures);
        }
    }

    /// Makes them for the given role, whatever it may do.
    Made makeTrusting() throws SQLException, IOException {
        return create(Restorer.trusted(server));
    }

    /// Makes them for a role of their own if that can be made and can log in; else for the given
    /// one.
    ///
    /// @throws io.github.pgrehearse.failure.Failure.Database if the given one could do too much
    Made make() throws SQLException, IOException {
        String why = "it may not make a role for the drill";
        if (Restorer.canBeMade(databases)) {
            Made made = create(Restorer.make(databases, server, version, wanted.database(), limit));
            Optional<String> problem = made.restorer().problem(wanted.database());
            if (problem.isEmpty()) {
                return made;
            }
            databases.dropAll(wanted.database());
            why = problem.get();
        }
        return create(Restorer.given(databases, server, why));
    }

    private Made create(Restorer restorer) throws SQLException, IOException {
        NewDatabase like = new NewDatabase(wanted, version);
        String options = wanted.properties().map(like::like).orElse("");
        String owner = restorer.own().map(" OWNER "::concat).orElse("");
        for (String database : List.of(wanted.database(), wanted.bareDatabase())) {
            databases.create(database, owner + options);
            limit(restorer, database);
            prepare(restorer, database);
        }
        return new Made(restorer, departures(like));
    }

    private List<String> departures(NewDatabase like) throws SQLException {
        List<String> departures = new ArrayList<>();
        if (wanted.properties().isPresent()) {
            like.money(databases.connection(), wanted.properties().get().lcMonetary())
                    .ifPresent(departures::add);
        }
        wanted.major()
                .filter(major -> major != version.major())
                .map(major ->
                        "The backup is of PostgreSQL %d, and was restored into %s"
                                .formatted(major, version))
                .ifPresent(departures::add);
        return departures;
    }

    /// Of a role's own settings none counts more than these; they go with the database. Nobody else
    /// is to run what will be there.
    private void limit(Restorer restorer, String database) throws SQLException {
        long milliseconds = Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE);
        for (String setting :
                List.of(
                        "statement_timeout = " + milliseconds,
                        "synchronous_commit = off",
                        "default_transaction_read_only = off")) {
            databases.execute(
                    "ALTER ROLE %s IN DATABASE %s SET %s"
                            .formatted(restorer.role(), database, setting));
        }
        databases.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database));
    }

    /// Gives the sandbox's role what is needed to compare, and a superuser alone can give, while
    /// nothing of the backup is there yet: to read large objects as they lie on the disk, and
    /// before 15 the schema `public`, which is not the database's owner's then.
    private void prepare(Restorer restorer, String database) throws SQLException, IOException {
        if (restorer.own().isEmpty() || databases.ask(Restorer.IS_SUPERUSER).isEmpty()) {
            return;
        }
        try (Connection empty = new Connector(server.uri().to(database)).connect().connection()) {
            TemporaryDatabases there = new TemporaryDatabases(empty);
            there.execute("GRANT SELECT ON pg_catalog.pg_largeobject TO " + restorer.role());
            if (version.major() < FIRST_WITH_OWNED_SCHEMA) {
                there.execute("ALTER SCHEMA public OWNER TO " + restorer.role());
            }
        }
    }
}
