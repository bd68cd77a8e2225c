package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Gatherers;

/// Whose the backups are, as they say themselves. What was read once is remembered as long as the
/// backup is there: a manifest is never written again. One thread at a time may ask.
final class Owners {

    /// As many as a store has connections for.
    private static final int AT_A_TIME = 8;

    private final Catalog catalog;
    private final Map<BackupName, Optional<Owner>> known = new HashMap<>();

    /// One copy of each.
    private final Map<Owner, Owner> owners = new HashMap<>();

    private record Answer(BackupName backup, Optional<Owner> owner, Optional<Failure> problem) {}

    Owners(Catalog catalog) {
        this.catalog = catalog;
    }

    /// Forgets all but these.
    void retain(Set<BackupName> backups) {
        known.keySet().retainAll(backups);
    }

    /// Compares what the backups say with who asks.
    Map<BackupName, Claim> claims(Collection<CatalogEntry> backups, Owner ours) throws IOException {
        Map<BackupName, Claim> claims = new HashMap<>();
        for (Answer answer : read(backups)) {
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

    /// Nothing, too, if it cannot be read.
    Optional<Owner> of(CatalogEntry backup) throws IOException {
        try {
            return read(backup).owner();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<Answer> read(Collection<CatalogEntry> backups) throws IOException {
        try {
            List<Answer> answers =
                    backups.stream()
                            .filter(backup -> !known.containsKey(backup.name()))
                            .takeWhile(_ -> !Thread.currentThread().isInterrupted())
                            .gather(Gatherers.mapConcurrent(AT_A_TIME, this::read))
                            .toList();
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading manifests");
            }
            return answers;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// What may be better the next time is no answer.
    private Answer read(CatalogEntry backup) {
        try {
            return new Answer(backup.name(), catalog.owner(backup), Optional.empty());
        } catch (Failure.Corrupt e) {
            return new Answer(backup.name(), Optional.empty(), Optional.of(e));
        } catch (Failure.Store e) {
            if (e.kind() == Failure.Store.Kind.TRANSIENT) {
                throw new UncheckedIOException(e);
            }
            return new Answer(backup.name(), Optional.empty(), Optional.of(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
