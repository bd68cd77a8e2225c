package io.github.pgrehearse.restore;

import io.github.pgrehearse.dump.Topic;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.target.Inhabitant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which part of a dump is to be restored.
///
/// To a table belong its definition, rows, defaults, constraints, indexes, statistics, triggers,
/// policies, rules, comments and privileges, the sequences it owns, and its partitions with the
/// same; not the types and functions that it uses. To a schema belongs whatever lies in it. A
/// foreign key to a table that is not restored is left out.
final class Selection {

    private final boolean everything;
    private final Set<String> names;
    private final Set<String> schemas;
    private final Set<String> missingSchemas = new HashSet<>();
    private final List<String> leftOut = new ArrayList<>();

    private Selection(boolean everything, Set<String> names, Set<String> schemas) {
        this.everything = everything;
        this.names = names;
        this.schemas = schemas;
    }

    static Selection everything() {
        return new Selection(true, Set.of(), Set.of());
    }

    /// @param head of the dump to choose from
    /// @throws Failure.Settings if one of those named is not in there
    static Selection of(RestorePlan plan, DumpHead head) throws Failure.Settings {
        Set<String> names = new TreeSet<>();
        for (String word : plan.tables()) {
            names.add(find("table", word, head.relations()));
        }
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Map.Entry<String, String> part : head.parents().entrySet()) {
                grown |= names.contains(part.getValue()) && names.add(part.getKey());
            }
        }
        Set<String> schemas = new TreeSet<>();
        for (String word : plan.schemas()) {
            schemas.add(find("schema", word, head.schemas()));
        }
        return new Selection(false, names, schemas);
    }

    private static String find(String what, String word, Set<String> there)
            throws Failure.Settings {
        List<String> meant =
                there.stream()
                        .filter(name ->
                                name.equals(word)
                                        || plain(name).equals(word)
                                        || plain(name.substring(Topic.schema(name).length()))
                                                .equals("." + word))
                        .toList();
        if (meant.size() != 1) {
            throw new Failure.Settings(
                    "No such %s in the backup ['%s'%s]"
                            .formatted(
                                    what,
                                    word,
                                    meant.isEmpty() ? "" : ", but " + String.join(" and ", meant)),
                    "Name it as 'pgrehearse show --all' does, with its schema.");
        }
        return meant.getFirst();
    }

    boolean isEverything() {
        return everything;
    }

    /// Makes the schemas too that the target lacks.
    ///
    /// @param there the names of those that it has
    void completeFor(Set<String> there) {
        Set<String> wanted = new HashSet<>(schemas);
        names.forEach(name -> wanted.add(Topic.schema(name)));
        wanted.stream().filter(name -> !there.contains(plain(name))).forEach(missingSchemas::add);
    }

    /// Whether something in the target is in the way.
    boolean collidesWith(Inhabitant inhabitant) {
        if (everything) {
            return true;
        }
        return schemas.stream().anyMatch(name -> plain(name).equals(inhabitant.schema()))
                || names.stream()
                        .anyMatch(name ->
                                plain(name).equals(inhabitant.schema() + "." + inhabitant.name()));
    }

    /// Whether rows or values under this name are restored.
    boolean includes(String name) {
        return everything || names.contains(name) || schemas.contains(Topic.schema(name));
    }

    /// Whether a statement is to be run.
    boolean takes(Topic topic) {
        if (everything || isOfSession(topic)) {
            return true;
        }
        if (topic.kind().matches("CREATE SCHEMA|ALTER SCHEMA.*")) {
            return missingSchemas.contains(topic.name());
        }
        if (topic.kind().endsWith(" ON SCHEMA")) {
            return schemas.contains(topic.name());
        }
        if (!includes(topic.of())) {
            if (topic.needs().filter(this::includes).isPresent()) {
                leftOut.add("%s of %s".formatted(topic.kind(), topic.of()));
            }
            return false;
        }
        if (topic.needs().isPresent() && !includes(topic.needs().get())) {
            leftOut.add(
                    "%s of %s, which needs %s"
                            .formatted(topic.kind(), topic.of(), topic.needs().get()));
            return false;
        }
        topic.makes().ifPresent(names::add);
        return true;
    }

    private static boolean isOfSession(Topic topic) {
        return topic.kind().equals("SET") || topic.name().equals("pg_catalog.set_config");
    }

    /// What was left out since another part would be needed.
    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /// A name without its quotes.
    static String plain(String name) {
        return name.replaceAll("\"((?:[^\"]|\"\")*)\"", "$1").replace("\"\"", "\"");
    }

    @Override
    public String toString() {
        if (everything) {
            return "everything";
        }
        List<String> all = new ArrayList<>(names);
        schemas.forEach(schema -> all.add("schema " + schema));
        return String.join(", ", all);
    }
}
