package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Whose the backups are, as they say themselves. What was read once is remembered as long as the
/// backup is there: none is ever written again. One thread at a time may ask.
final class Owners {

    private final Reading reading;
    private final Map<BackupName, Optional<Owner>> known = new HashMap<>();

    /// One copy of each.
    private final Map<Owner, Owner> owners = new HashMap<>();

    /// How to find out: a method of [OwnerReader].
    interface Reading {
        List<OwnerReader.Answer> read(List<CatalogEntry> backups) throws IOException;
    }

    Owners(Reading reading) {
        this.reading = reading;
    }

    /// Forgets all but these.
    void retain(Set<BackupName> backups) {
        known.keySet().retainAll(backups);
    }

    /// Compares what the backups say with who asks.
    Map<BackupName, Claim> claims(Collection<CatalogEntry> backups, Owner ours) throws IOException {
        List<CatalogEntry> unknown =
                backups.stream().filter(backup -> !known.containsKey(backup.name())).toList();
        Map<BackupName, Claim> claims = new HashMap<>();
        for (OwnerReader.Answer answer : reading.read(unknown)) {
            if (answer.problem().isPresent()) {
                claims.put(
                        answer.backup(), new Claim.Unreadable(answer.problem().get().getMessage()));
            } else {
                known.put(
                        answer.backup(),
                        answer.owner()
                                .map(owner -> owners.computeIfAbsent(owner, Function.identity())));
            }
        }
        for (CatalogEntry backup : backups) {
            Optional<Owner> owner = known.getOrDefault(backup.name(), Optional.empty());
            claims.putIfAbsent(
                    backup.name(),
                    owner.isEmpty() || owner.get().equals(ours)
                            ? new Claim.Ours()
                            : new Claim.Foreign(owner.get()));
        }
        return claims;
    }
}
