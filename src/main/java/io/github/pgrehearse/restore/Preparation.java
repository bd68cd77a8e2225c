package io.github.pgrehearse.restore;

import static java.lang.System.Logger.Level.WARNING;

import io.github.pgrehearse.catalog.Catalog;
import io.github.pgrehearse.catalog.CatalogEntry;
import io.github.pgrehearse.catalog.Manifest;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.globals.Globals;
import io.github.pgrehearse.globals.GlobalsReader;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.target.Inhabitant;
import io.github.pgrehearse.postgres.target.Target;
import io.github.pgrehearse.postgres.target.TargetServer;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Thinks a restore through, changes nothing, and refuses what would fail later.
final class Preparation {

    private static final int NAMED = 5;

    private final RestorePlan plan;
    private final ObjectStore store;
    private final Catalog catalog;
    private final System.Logger log;

    Preparation(RestorePlan plan, ObjectStore store, Catalog catalog, System.Logger log) {
        this.plan = plan;
        this.store = store;
        this.catalog = catalog;
        this.log = log;
    }

    /// @throws Failure.NotEmpty if something is in the way that may not be dropped
    Job job(CatalogEntry backup, ConnectionUri uri) throws IOException {
        Optional<Manifest> manifest =
                backup.manifest().isPresent()
                        ? Optional.of(catalog.manifest(backup.name()))
                        : Optional.empty();
        Selection selection =
                plan.isOfPart()
                        ? Selection.of(plan, DumpHead.read(store, backup))
                        : Selection.everything();
        Globals globals = globals(backup);
        Optional<Target> connected = Target.connect(uri);
        if (connected.isEmpty()) {
            return withoutDatabase(backup, manifest, uri, selection, globals);
        }
        try (Target target = connected.get()) {
            if (target.facts().standby()) {
                throw new Failure.Database(
                        "The target is a standby [%s]".formatted(uri), "Restore into its primary.");
            }
            selection.completeFor(target.schemas());
            List<Inhabitant> inTheWay =
                    target.inhabitants().stream().filter(selection::collidesWith).toList();
            requireEmpty(uri, inTheWay);
            RolePlan roles = roles(globals, target, manifest);
            requireExtensions(target, manifest);
            return new Job(backup, manifest, uri, selection, globals, roles, true, inTheWay);
        }
    }

    /// Reads them if something is to be made of them.
    ///
    /// @throws Failure.Corrupt if they are too large
    private Globals globals(CatalogEntry backup) throws IOException {
        if (backup.globals().isEmpty() || !(plan.create() || plan.force())) {
            return Globals.none();
        }
        StoredObject stored = backup.globals().get();
        if (stored.size() > GlobalsReader.LARGEST) {
            throw GlobalsReader.tooLarge(
                    "%s: %d bytes".formatted(stored.key().value(), stored.size()));
        }
        try (InputStream in = store.open(stored.key())) {
            return GlobalsReader.read(in, stored.key().value());
        }
    }

    private Job withoutDatabase(
            CatalogEntry backup,
            Optional<Manifest> manifest,
            ConnectionUri uri,
            Selection selection,
            Globals globals)
            throws IOException {
        if (!plan.create()) {
            throw new Failure.Database(
                    "There is no such database [%s]".formatted(uri),
                    "Check its name, or let --create make it.");
        }
        selection.completeFor(Set.of("public"));
        try (Target beside = TargetServer.look(uri)) {
            RolePlan roles = roles(globals, beside, manifest);
            requireExtensions(beside, manifest);
            return new Job(backup, manifest, uri, selection, globals, roles, false, List.of());
        }
    }

    private void requireEmpty(ConnectionUri uri, List<Inhabitant> inTheWay)
            throws Failure.NotEmpty {
        if (inTheWay.isEmpty() || (plan.force() && !plan.isOfPart())) {
            return;
        }
        throw new Failure.NotEmpty(
                "The target is not empty [%s holds %s]".formatted(uri, some(inTheWay)),
                plan.isOfPart()
                        ? "Rename or drop what is in the way, or restore into another database."
                        : "Name an empty database, or one that --create is to make; --force drops this"
                                + " one first.");
    }

    /// The first of them, and how many more there are.
    static String some(List<Inhabitant> inhabitants) {
        String first =
                inhabitants.stream()
                        .limit(NAMED)
                        .map(Inhabitant::toString)
                        .collect(Collectors.joining(", "));
        int more = inhabitants.size() - NAMED;
        return more > 0 ? "%s and %d more".formatted(first, more) : first;
    }

    /// Those to be made. Of those that the dump names none may be missing, or the restore would
    /// stop at the first statement about it.
    private RolePlan roles(Globals globals, Target target, Optional<Manifest> manifest)
            throws IOException {
        Set<String> there = target.roles();
        boolean makes = plan.create() && !plan.leftOut().roles();
        RolePlan made =
                makes
                        ? RolePlan.of(globals, there, target.facts().version().major())
                        : RolePlan.nothing();
        if (plan.leftOut().owners() || plan.leftOut().privileges() || plan.isOfPart()) {
            return made;
        }
        Set<String> names = made.plainNames();
        Set<String> lacking = new TreeSet<>();
        for (String role : manifest.map(Manifest::roles).orElse(new TreeSet<>())) {
            String name = Selection.plain(role);
            if (!names.contains(name) && !there.contains(name)) {
                lacking.add(role);
            }
        }
        if (!lacking.isEmpty()) {
            throw new Failure.Database(
                    "The target lacks roles of the backup [%s]"
                            .formatted(String.join(", ", lacking)),
                    "Make them, or let --create do so; or do without: --no-owner --no-acl.");
        }
        return made;
    }

    private void requireExtensions(Target target, Optional<Manifest> manifest) throws IOException {
        if (manifest.isEmpty() || plan.isOfPart()) {
            return;
        }
        Set<String> available = target.availableExtensions();
        List<String> lacking =
                manifest.get().statements().stream()
                        .filter(statement -> statement.kind().equals("CREATE EXTENSION"))
                        .map(Statement::name)
                        .filter(name -> !available.contains(Selection.plain(name)))
                        .toList();
        if (!lacking.isEmpty()) {
            throw new Failure.Database(
                    "The target lacks extensions of the backup [%s]"
                            .formatted(String.join(", ", lacking)),
                    "Install them for that server, or restore to one that has them.");
        }
    }

    /// Says what is to be expected of a target that is not as the database was.
    void compare(Job job, Target.Facts facts) {
        job.major()
                .filter(major -> major > facts.version().major())
                .ifPresent(major ->
                        log.log(
                                WARNING,
                                "The target is older than the server that was backed up [%s, and it was PostgreSQL %d]. It may refuse what it does not know."
                                        .formatted(facts.version(), major)));
        job.manifest()
                .filter(known -> !known.database().encoding().equals(facts.encoding()))
                .ifPresent(known ->
                        log.log(
                                WARNING,
                                "The target has another encoding [%s, and it was %s]. A letter that it lacks ends the restore."
                                        .formatted(facts.encoding(), known.database().encoding())));
        if (job.manifest().isEmpty()) {
            log.log(
                    WARNING,
                    "There is no manifest [%s]. Whether this is what was backed up is not known."
                            .formatted(job.backup().name()));
        }
    }
}
