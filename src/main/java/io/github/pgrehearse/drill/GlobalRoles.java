package io.github.pgrehearse.drill;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.globals.GlobalsReader;
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
    ///
    /// @return what of the globals a restore would pass over, a warning each
    List<String> make(Subject subject, Sandbox sandbox) throws IOException {
        Optional<StoredObject> stored = subject.entry().globals();
        if (stored.isEmpty()) {
            return List.of();
        }
        Globals globals;
        try {
            globals = read(stored.get());
        } catch (Failure.Store unread) {
            return List.of(); // the roles that the dump names are made in any case
        } catch (Failure.Corrupt tooLarge) {
            return List.of(tooLarge.getMessage());
        }
        sandbox.describeRoles(globals);
        return globals.dropped().count() == 0
                ? List.of()
                : List.of("Not restored from the globals [%s]".formatted(globals.dropped()));
    }

    private Globals read(StoredObject stored) throws IOException {
        String name = stored.key().value();
        if (stored.size() > GlobalsReader.LARGEST) {
            throw GlobalsReader.tooLarge("%s: %d bytes".formatted(name, stored.size()));
        }
        try (InputStream in = store.open(stored.key())) {
            return GlobalsReader.read(in, name);
        }
    }
}
