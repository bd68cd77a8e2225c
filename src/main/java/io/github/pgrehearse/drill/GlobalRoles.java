package io.github.pgrehearse.drill;

import io.github.pgrehearse.dump.StatementFilter;
import io.github.pgrehearse.dump.StatementFilter.Found;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// Makes the roles of the cluster that was backed up, with their attributes and memberships: what
/// is restored as them may do there what it could do before.
final class GlobalRoles {

    private final ObjectStore store;

    GlobalRoles(ObjectStore store) {
        this.store = store;
    }

    /// Makes those that the backup's globals tell; without globals, none.
    void make(Subject subject, Sandbox sandbox) throws IOException {
        Optional<StoredObject> globals = subject.entry().globals();
        if (globals.isEmpty()) {
            return;
        }
        List<Found> statements;
        try (InputStream sql = store.open(globals.get().key())) {
            statements = StatementFilter.statements(sql);
        } catch (Failure.Store unread) {
            return; // the roles that the dump names are made in any case
        }
        for (Found each : statements) {
            if (isOfRole(each.topic().kind())) {
                sandbox.describeRole(each.text());
            }
        }
    }

    /// As `pg_dumpall --roles-only` writes them; not their settings, which no restore heeds.
    private static boolean isOfRole(String kind) {
        return kind.equals("CREATE ROLE")
                || kind.startsWith("ALTER ROLE WITH")
                || kind.strip().equals("GRANT");
    }
}
