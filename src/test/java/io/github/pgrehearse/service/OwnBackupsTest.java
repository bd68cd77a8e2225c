package io.github.pgrehearse.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.catalog.BackupName;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Owner;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The newest backup of a database among those of others.
final class OwnBackupsTest {

    private static final Owner OURS = new Owner("7", "app");
    private static final Owner THEIRS = new Owner("7", "other");

    private final List<CatalogEntry> entries = new ArrayList<>();
    private final Map<BackupName, Owner> owners = new HashMap<>();
    private final List<BackupName> read = new ArrayList<>();
    private boolean silent;
    private final OwnBackups ours = new OwnBackups(this::database, this::label);

    private Owner database() throws IOException {
        if (silent) {
            throw new Failure.Database("Cannot connect to database [x]", "Start it.");
        }
        return OURS;
    }

    private Optional<Owner> label(CatalogEntry backup) {
        read.add(backup.name());
        return Optional.ofNullable(owners.get(backup.name()));
    }

    private BackupName add(String began, Owner owner) {
        BackupName name = new BackupName(Instant.parse(began));
        Optional<StoredObject> object =
                Optional.of(
                        new StoredObject(
                                new ObjectKey("b/x"), 7, Instant.parse("2024-03-01T00:00:00Z")));
        entries.addFirst(
                new CatalogEntry(
                        name, object, Optional.empty(), object, Optional.empty(), List.of()));
        owners.put(name, owner);
        return name;
    }

    @Test
    void isFoundBehindThoseOfOthers() throws IOException {
        add("2024-02-07T10:00:00Z", OURS);
        BackupName newest = add("2024-02-07T11:00:00Z", OURS);
        add("2024-02-07T11:30:00Z", THEIRS);

        assertThat(ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"))).contains(newest);
    }

    @Test
    void isNoneWhereOthersHaveAll() throws IOException {
        add("2024-02-07T11:30:00Z", THEIRS);

        assertThat(ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"))).isEmpty();
        assertThat(ours.newest(List.of(), Instant.parse("2024-03-01T00:00:00Z"))).isEmpty();
    }

    @Test
    void eachIsReadOnce() throws IOException {
        BackupName newest = add("2024-02-07T11:00:00Z", OURS);
        BackupName other = add("2024-02-07T11:30:00Z", THEIRS);

        ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"));
        ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"));

        assertThat(read).containsExactly(other, newest);
    }

    @Test
    void isAnybodysWhileTheDatabaseIsSilent() throws IOException {
        silent = true;
        add("2024-02-07T11:00:00Z", OURS);
        BackupName other = add("2024-02-07T11:30:00Z", THEIRS);

        assertThat(ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"))).contains(other);
        assertThat(read).isEmpty();
    }

    @Test
    void aBackupTellsWhoWeAreToo() throws IOException {
        silent = true;
        BackupName newest = add("2024-02-07T11:00:00Z", OURS);
        add("2024-02-07T11:30:00Z", THEIRS);

        ours.are(OURS);

        assertThat(ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"))).contains(newest);
    }

    @Test
    void ofTenThousandOnlyTheFirstFewAreRead() throws IOException {
        Instant first = Instant.parse("2024-02-07T10:00:00Z");
        for (int i = 0; i < 10_000; i++) {
            add(first.plusSeconds(i).toString(), THEIRS);
        }

        assertThat(ours.newest(entries, Instant.parse("2024-03-01T00:00:00Z"))).isEmpty();
        assertThat(read).hasSize(OwnBackups.LOOKED_AT);
    }
}
