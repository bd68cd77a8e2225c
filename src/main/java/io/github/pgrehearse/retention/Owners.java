package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.ManifestHead;
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
    private final Map<BackupName, Known> known = new HashMap<>();

    /// One copy of each.
    private final Map<Owner, Owner> owners = new HashMap<>();

    /// @param head of the manifest, if that was read
    private record Known(Optional<Owner> owner, Optional<ManifestHead> head) {

        static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
    }

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

    /// The beginning of its manifest, if that was read.
    Optional<ManifestHead> head(BackupName backup) {
        return known.getOrDefault(backup, Known.NOTHING).head();
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
                        new Known(
                                answer.owner()
                                        .map(owner ->
                                                owners.computeIfAbsent(owner, Function.identity())),
                                answer.head()));
            }
        }
        for (CatalogEntry backup : backups) {
            claims.putIfAbsent(
                    backup.name(),
                    claim(backup, known.getOrDefault(backup.name(), Known.NOTHING), ours));
        }
        return claims;
    }

    private static Claim claim(CatalogEntry backup, Known known, Owner ours) {
        Optional<Owner> other = known.owner().filter(owner -> !owner.equals(ours));
        if (other.isPresent()) {
            return new Claim.Foreign(other.get());
        }
        return known.head()
                .flatMap(head -> doubt(backup, head))
                .<Claim>map(Claim.Doubtful::new)
                .orElseGet(Claim.Ours::new);
    }

    private static Optional<String> doubt(CatalogEntry backup, ManifestHead head) {
        if (!head.backup().equals(backup.name())) {
            return Optional.of("its manifest is that of " + head.backup());
        }
        return backup.dump().isPresent() && backup.size() != head.size()
                ? Optional.of(
                        "its dump has %d bytes, its manifest says %d"
                                .formatted(backup.size(), head.size()))
                : Optional.empty();
    }
}
