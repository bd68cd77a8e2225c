package io.github.pgrehearse.retention;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.ManifestHead;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.catalog.StoredGlobals;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/// Reads whose backups are, several at a time.
final class OwnerReader {

    /// As many as a store has connections for.
    private static final int AT_A_TIME = 8;

    private final Catalog catalog;

    /// Whom a backup names, if it names anybody; or why it cannot be read.
    ///
    /// @param head of its manifest, if that was read
    record Answer(
            BackupName backup,
            Optional<Owner> owner,
            Optional<ManifestHead> head,
            Optional<Failure> problem) {

        private static Answer of(CatalogEntry backup, Optional<Owner> owner) {
            return new Answer(backup.name(), owner, Optional.empty(), Optional.empty());
        }

        private static Answer of(CatalogEntry backup, ManifestHead head) {
            return new Answer(
                    backup.name(), Optional.of(head.owner()), Optional.of(head), Optional.empty());
        }

        private static Answer unreadable(CatalogEntry backup, Failure problem) {
            return new Answer(
                    backup.name(), Optional.empty(), Optional.empty(), Optional.of(problem));
        }
    }

    OwnerReader(Catalog catalog) {
        this.catalog = catalog;
    }

    /// As the manifest of each says.
    List<Answer> byManifest(List<CatalogEntry> backups) throws IOException {
        return atOnce(backups, backup -> Stream.of(read(backup)));
    }

    /// As their globals say, which change rarely: of ten thousand backups, a few are read. The
    /// manifest speaks where there are none, or they name nobody.
    List<Answer> byGlobals(List<CatalogEntry> backups) throws IOException {
        Collection<List<CatalogEntry>> alike =
                backups.stream().collect(Collectors.groupingBy(OwnerReader::content)).values();
        return atOnce(alike, this::readAlike);
    }

    /// Which of these reports do not say what their names do.
    ///
    /// @param heads of manifests
    Set<ObjectKey> refuted(
            List<Evidence> evidence, Function<BackupName, Optional<ManifestHead>> heads)
            throws IOException {
        return Set.copyOf(
                atOnce(
                        evidence,
                        one ->
                                bearsOut(one, heads.apply(one.backup().name()))
                                        ? Stream.empty()
                                        : Stream.of(one.report().object().key())));
    }

    private boolean bearsOut(Evidence one, Optional<ManifestHead> head) {
        try {
            return catalog.bearsOut(one.backup().name(), one.report(), head);
        } catch (Failure.Store e) {
            throwIfItMayPass(e);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the store calls the globals of a backup; where it calls them nothing, they are like
    /// those of no other.
    private static String content(CatalogEntry backup) {
        return backup.globals().flatMap(StoredObject::etag).orElse(backup.name().toString());
    }

    /// Reads the globals of the first one. That others have the same is believed if their ETag is
    /// the digest of these.
    private Stream<Answer> readAlike(List<CatalogEntry> backups) {
        CatalogEntry first = backups.getFirst();
        Optional<StoredGlobals> globals = first.globals().flatMap(_ -> globals(first));
        return backups.stream()
                .map(backup ->
                        globals.filter(read -> backup.equals(first) || areOf(backup, read))
                                .flatMap(StoredGlobals::owner)
                                .map(owner -> Answer.of(backup, Optional.of(owner)))
                                .orElseGet(() -> read(backup)));
    }

    private static boolean areOf(CatalogEntry backup, StoredGlobals globals) {
        return backup.globals().filter(globals::areThoseOf).isPresent();
    }

    /// Nothing if they cannot be read.
    private Optional<StoredGlobals> globals(CatalogEntry backup) {
        try {
            return Optional.of(catalog.globals(backup.name()));
        } catch (Failure.Store e) {
            throwIfItMayPass(e);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer read(CatalogEntry backup) {
        try {
            return backup.manifest().isPresent()
                    ? Answer.of(backup, catalog.head(backup.name()))
                    : Answer.of(backup, catalog.owner(backup));
        } catch (Failure.Corrupt e) {
            return Answer.unreadable(backup, e);
        } catch (Failure.Store e) {
            throwIfItMayPass(e);
            return Answer.unreadable(backup, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What may be better the next time is no answer.
    private static void throwIfItMayPass(Failure.Store problem) {
        if (problem.kind() == Failure.Store.Kind.TRANSIENT) {
            throw new UncheckedIOException(problem);
        }
    }

    private static <T, R> List<R> atOnce(Collection<T> questions, Function<T, Stream<R>> reading)
            throws IOException {
        try {
            List<R> answers =
                    questions.stream()
                            .takeWhile(_ -> !Thread.currentThread().isInterrupted())
                            .gather(
                                    Gatherers.mapConcurrent(
                                            AT_A_TIME,
                                            question -> reading.apply(question).toList()))
                            .flatMap(List::stream)
                            .toList();
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while reading whose backups are");
            }
            return answers;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
