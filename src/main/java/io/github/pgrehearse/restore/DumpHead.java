package io.github.pgrehearse.restore;

import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.dump.Topic;
import io.github.pgrehearse.proof.StoredDump;
import io.github.pgrehearse.storage.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/// What stands in a dump before its data: which relations it makes, and which of them belong to
/// others. A sequence is made before the dump tells whose it is; so this is read first, of the
/// object no more than its beginning.
final class DumpHead implements DumpRelay.Course {

    private static final Pattern RELATION =
            Pattern.compile("CREATE ((UNLOGGED |FOREIGN )?TABLE|SEQUENCE|(MATERIALIZED )?VIEW)");

    private static final Pattern DATA =
            Pattern.compile(
                    "COPY|INSERT INTO|REFRESH MATERIALIZED VIEW|ALTER TABLE ADD CONSTRAINT");

    private final Set<String> relations = new LinkedHashSet<>();
    private final Set<String> schemas = new LinkedHashSet<>();
    private final Map<String, String> parents = new HashMap<>();
    private boolean past;

    private DumpHead() {}

    static DumpHead read(ObjectStore store, CatalogEntry backup) throws IOException {
        DumpHead head = new DumpHead();
        OutputStream nowhere = OutputStream.nullOutputStream();
        DumpRelay relay = new DumpRelay(nowhere, nowhere, head);
        try (StoredDump dump = StoredDump.open(store, backup)) {
            dump.pourUntil(() -> head.past, relay::pass);
        }
        return head;
    }

    /// Tables, views and sequences, named and quoted as in the dump.
    Set<String> relations() {
        return relations;
    }

    Set<String> schemas() {
        return schemas;
    }

    /// The table that a relation belongs to, as its sequence or as its partition, by its name.
    Map<String, String> parents() {
        return parents;
    }

    @Override
    public boolean leavesOut(Topic topic) {
        String kind = topic.kind();
        if (RELATION.matcher(kind).matches()) {
            relations.add(topic.name());
            schemas.add(topic.schema());
        } else if (kind.equals("CREATE SCHEMA")) {
            schemas.add(topic.name());
        } else if (kind.equals("ALTER SEQUENCE OWNED BY")) {
            parents.put(topic.name(), topic.of());
        } else if (kind.equals("ALTER TABLE ATTACH PARTITION")) {
            topic.needs().ifPresent(partition -> parents.put(partition, topic.of()));
        }
        past |= DATA.matcher(kind).matches();
        return false;
    }

    @Override
    public void needs(SortedSet<String> roles) {}

    @Override
    public IOException refuse(String metaCommand) {
        return RestoreCourse.forbidden(metaCommand);
    }
}
