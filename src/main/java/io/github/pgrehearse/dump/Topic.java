package io.github.pgrehearse.dump;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a statement of a dump is about, as far as its first MiB tells. Names are quoted as in the
/// dump.
///
/// @param kind its leading keywords, and `name` what they are about, as in [Statement]
/// @param of the object that it belongs to: the table of an index, a trigger or a column; else what
///   it is about itself
/// @param makes the name by which other statements may be about what this one makes of its object:
///   an index, the index of a constraint, a sequence
/// @param needs the other table that it names: the one a foreign key leads to, or a partition
/// @param roles those that it refers to
public record Topic(
        String kind,
        String name,
        String of,
        Optional<String> makes,
        Optional<String> needs,
        SortedSet<String> roles) {

    public Topic {
        roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }

    /// The schema of the object that it belongs to; empty if that has none.
    public String schema() {
        return schema(of);
    }

    /// The schema in a name; empty if it has none.
    public static String schema(String name) {
        int dot = dot(name, 0);
        return dot < 0 ? "" : name.substring(0, dot);
    }

    /// Reads it.
    static Topic read(Tokens tokens, SortedSet<String> roles) {
        Heading heading = Heading.read(tokens);
        String name = heading.name();
        return switch (heading.kind()) {
            case "CREATE INDEX", "CREATE UNIQUE INDEX" -> {
                String of = behind("ON", tokens);
                yield topic(heading, of, beside(of, name), Optional.empty(), roles);
            }
            case "CREATE TRIGGER",
                    "CREATE CONSTRAINT TRIGGER",
                    "CREATE POLICY",
                    "COMMENT ON CONSTRAINT",
                    "COMMENT ON TRIGGER",
                    "COMMENT ON POLICY",
                    "COMMENT ON RULE" ->
                    topic(heading, behind("ON", tokens), "", Optional.empty(), roles);
            case "CREATE RULE" -> topic(heading, behind("TO", tokens), "", Optional.empty(), roles);
            case "CREATE STATISTICS" ->
                    topic(heading, behind("FROM", tokens), name, Optional.empty(), roles);
            case "COMMENT ON COLUMN" -> topic(heading, relation(name), "", Optional.empty(), roles);
            case "ALTER SEQUENCE OWNED BY" ->
                    topic(heading, relation(tokens.name()), name, Optional.empty(), roles);
            case "ALTER TABLE ADD CONSTRAINT" -> {
                String index = beside(name, tokens.name());
                Optional<String> leadsTo =
                        tokens.is("FOREIGN")
                                ? Optional.of(behind("REFERENCES", tokens))
                                : Optional.empty();
                yield topic(heading, name, index, leadsTo, roles);
            }
            case "ALTER TABLE ATTACH PARTITION", "ALTER INDEX ATTACH PARTITION" ->
                    topic(heading, name, "", Optional.of(tokens.name()), roles);
            case "ALTER TABLE ALTER COLUMN" ->
                    topic(heading, name, behind("NAME", tokens), Optional.empty(), roles);
            case "SELECT" -> {
                if (name.equals("*") && tokens.skip("FROM")) {
                    yield topic(heading, tokens.name(), "", Optional.empty(), roles);
                }
                boolean sets = name.equals("pg_catalog.setval") && tokens.skip("(");
                yield topic(heading, sets ? tokens.string() : name, "", Optional.empty(), roles);
            }
            default -> topic(heading, name, "", Optional.empty(), roles);
        };
    }

    private static Topic topic(
            Heading heading,
            String of,
            String makes,
            Optional<String> needs,
            SortedSet<String> roles) {
        Optional<String> made = Optional.of(makes).filter(name -> !name.isEmpty());
        return new Topic(heading.kind(), heading.name(), of, made, needs, roles);
    }

    /// The name behind a keyword; empty if it does not come.
    private static String behind(String keyword, Tokens tokens) {
        while (tokens.kind() != Tokens.Kind.END && !tokens.is(keyword)) {
            tokens.advance();
        }
        tokens.skip(keyword);
        tokens.skip("ONLY");
        tokens.skip("DOMAIN");
        return tokens.name();
    }

    /// The relation in the name of a column.
    private static String relation(String column) {
        int dot = dot(column, 0);
        int second = dot < 0 ? -1 : dot(column, dot + 1);
        return second < 0 ? column : column.substring(0, second);
    }

    /// A name in the schema of another.
    private static String beside(String other, String name) {
        String schema = schema(other);
        return schema.isEmpty() ? name : schema + "." + name;
    }

    /// Where the next dot is that is not quoted.
    private static int dot(String name, int from) {
        boolean quoted = false;
        for (int i = from; i < name.length(); i++) {
            quoted ^= name.charAt(i) == '"';
            if (name.charAt(i) == '.' && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
