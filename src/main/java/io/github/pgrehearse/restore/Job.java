package io.github.pgrehearse.restore;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import io.github.pgrehearse.postgres.target.Inhabitant;
import java.util.List;
import java.util.Optional;

/// One restore that was thought through: what is restored, where, and what is in the way.
///
/// @param manifest none of a dump that another tool has taken
/// @param globals what was stored beside the dump; none where nothing is to be made of it
/// @param roles what is to be made of them
/// @param exists whether the target is there
/// @param inTheWay what it holds that would be dropped with it
record Job(
        CatalogEntry backup,
        Optional<Manifest> manifest,
        ConnectionUri uri,
        Selection selection,
        Globals globals,
        RolePlan roles,
        boolean exists,
        List<Inhabitant> inTheWay) {

    Job {
        inTheWay = List.copyOf(inTheWay);
    }

    /// Whether the database is made for this.
    boolean makesDatabase() {
        return !exists || !inTheWay.isEmpty();
    }

    /// With what the database was made that was backed up.
    Optional<Wanted.Properties> properties() {
        return manifest.map(Manifest::database)
                .map(database ->
                        new Wanted.Properties(
                                database.encoding(),
                                database.collation(),
                                database.characterType(),
                                database.localeProvider(),
                                database.locale(),
                                database.lcMonetary()));
    }

    /// The major of the `pg_dump` that took it; 0 if that is not known.
    int dumper() {
        return manifest.map(known -> major(known.tools().pgDump())).orElse(0);
    }

    /// The major of the server that was backed up.
    Optional<Integer> major() {
        return manifest.map(known -> major(known.database().serverVersion()));
    }

    private static int major(String version) {
        String digits = version.split("\\D", 2)[0];
        return digits.isEmpty() || digits.length() > 4 ? 0 : Integer.parseInt(digits);
    }
}
