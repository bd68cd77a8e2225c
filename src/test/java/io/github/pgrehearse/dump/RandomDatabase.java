package io.github.pgrehearse.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A small database made of nasty names, bodies and rows, as a psql script in UTF-8. The same seed
/// makes the same script; every script is valid.
public final class RandomDatabase {

    private final Random random;
    private final NastyText nasty;
    private final StringBuilder script = new StringBuilder();
    private final List<String> schemas = new ArrayList<>(List.of("public"));
    private final List<String> tables = new ArrayList<>();
    private final String mood;
    private final String pair;
    private final String wary;
    private final List<String> moods = new ArrayList<>();
    private final List<Type> types;

    /// A type of columns, and how to write one of its values.
    private record Type(String name, Supplier<String> value) {}

    /// A column, and whether rows can give it a value.
    private record Column(String name, Type type, boolean given) {}

    private RandomDatabase(long seed) {
        // Random makes of neighbouring seeds neighbouring beginnings
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.nasty = new NastyText(random);
        for (int i = random.nextInt(3); i > 0; i--) {
            String schema = nasty.name();
            add("CREATE SCHEMA %s".formatted(schema));
            schemas.add(schema);
        }
        this.mood = qualified();
        this.pair = qualified();
        this.wary = qualified();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            String quoted = nasty.name();
            moods.add(literal(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\"")));
        }
        add("CREATE TYPE %s AS ENUM (%s)".formatted(mood, String.join(", ", moods)));
        add(
                "CREATE TYPE %s AS (%s text, %s integer[])"
                        .formatted(pair, nasty.name(), nasty.name()));
        add(
                "CREATE DOMAIN %s AS text DEFAULT %s CONSTRAINT %s CHECK (VALUE <> %s)"
                        .formatted(wary, literal(), nasty.name(), never()));
        this.types = types();
    }

    /// The script for a seed.
    public static String script(long seed) {
        RandomDatabase database = new RandomDatabase(seed);
        database.write();
        return database.script.toString();
    }

    private void write() {
        List<Runnable> kinds =
                List.of(
                        this::table,
                        this::table,
                        this::table,
                        this::partitions,
                        this::function,
                        this::function,
                        this::atomicFunction,
                        this::view,
                        this::rule,
                        this::sequence,
                        this::largeObject,
                        this::trigger);
        table();
        for (int i = 5 + random.nextInt(20); i > 0; i--) {
            kinds.get(random.nextInt(kinds.size())).run();
        }
        for (String setting :
                List.of(
                        "standard_conforming_strings = off",
                        "bytea_output = escape",
                        "quote_all_identifiers = on",
                        "IntervalStyle = sql_standard")) {
            if (random.nextInt(4) == 0) {
                script.append(
                        "SELECT format('ALTER DATABASE %%I SET %s', current_database())\n\\gexec\n"
                                .formatted(setting));
            }
        }
    }

    private List<Type> types() {
        return List.of(
                new Type("text", this::literal),
                new Type("text", this::literal),
                new Type("varchar", this::literal),
                new Type(wary, this::literal),
                new Type("bytea", nasty::bytes),
                new Type("integer", () -> Integer.toString(random.nextInt())),
                new Type("bigint", () -> Long.toString(random.nextLong())),
                new Type("numeric", () -> one("'NaN'", "'-Infinity'", "-0.00", "1e500", "1.10")),
                new Type("double precision", () -> one("'NaN'", "'-0'", "5e-324", "0.1", "1e308")),
                new Type("boolean", () -> one("true", "false")),
                new Type("jsonb", () -> "to_jsonb(%s::text)".formatted(literal())),
                new Type("json", () -> "json_build_object('x', %s::text)".formatted(literal())),
                new Type(
                        "text[]",
                        () -> "ARRAY[%s, NULL, %s]::text[]".formatted(literal(), literal())),
                new Type(
                        "timestamptz",
                        () -> one("'infinity'", "'0044-03-15 12:00:00.5 BC'", "'2024-02-29'")),
                new Type("interval", () -> one("'-1 year 2 days 00:00:01.5'", "'0'", "'1 mon'")),
                new Type("int4range", () -> one("'[1,5)'", "'empty'", "'(,)'")),
                new Type("varbit", () -> one("B''", "B'0101'")),
                new Type("inet", () -> one("'::1'", "'10.0.0.1/8'")),
                new Type("regclass", () -> one("'pg_class'", "0")),
                new Type("\"char\"", () -> "chr(%d)::\"char\"".formatted(1 + random.nextInt(127))),
                new Type("name", () -> "left(%s, 15)::name".formatted(literal())),
                new Type(mood, () -> moods.get(random.nextInt(moods.size()))),
                new Type(pair, () -> "ROW(%s, '{1,NULL}')::%s".formatted(literal(), pair)));
    }

    private void table() {
        String table = qualified();
        List<Column> columns = columns();
        String inherited = random.nextInt(5) == 0 ? " INHERITS (" + parent() + ")" : "";
        add(
                "CREATE %s TABLE %s (%s)%s"
                        .formatted(
                                one("", "", "UNLOGGED"), table, definitions(columns), inherited));
        rows(table, columns, random.nextInt(20));
        if (!columns.isEmpty() && random.nextInt(3) == 0) {
            Column gone = columns.get(random.nextInt(columns.size()));
            add("ALTER TABLE %s DROP %s CASCADE".formatted(table, gone.name()));
            columns.remove(gone);
            // short, since it is kept in a catalog that cannot move it elsewhere
            add(
                    "ALTER TABLE %s ADD %s text DEFAULT %s"
                            .formatted(table, nasty.name(), literal(nasty.shortText())));
            columns.removeIf(column -> !column.given());
            rows(table, columns, random.nextInt(3));
        }
        if (random.nextBoolean()) {
            add(
                    "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s <> %s)"
                            .formatted(table, nasty.name(), literal(), never()));
        }
        if (random.nextInt(3) == 0) {
            add("ALTER TABLE %s ENABLE ROW LEVEL SECURITY".formatted(table));
            add(
                    "CREATE POLICY %s ON %s USING (%s = %s)"
                            .formatted(nasty.name(), table, literal(), literal()));
        }
        comment("TABLE", table);
        columns.forEach(column -> comment("COLUMN", table + "." + column.name()));
        tables.add(table);
    }

    /// A table to inherit from, with two rows of its own.
    private String parent() {
        String parent = qualified();
        add("CREATE TABLE %s (%s text DEFAULT %s)".formatted(parent, nasty.name(), literal()));
        add("INSERT INTO %s VALUES (%s), (DEFAULT)".formatted(parent, literal()));
        return parent;
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            columns.add(
                    new Column(
                            nasty.name(),
                            types.get(random.nextInt(types.size())),
                            random.nextInt(8) > 0));
        }
        return columns;
    }

    /// A column that takes no value is generated.
    private String definitions(List<Column> columns) {
        return columns.stream()
                .map(column ->
                        column.given()
                                ? "%s %s%s"
                                        .formatted(
                                                column.name(),
                                                column.type().name(),
                                                defaultOf(column))
                                : "%s text GENERATED ALWAYS AS (%s) STORED"
                                        .formatted(column.name(), literal()))
                .collect(Collectors.joining(", "));
    }

    private String defaultOf(Column column) {
        return random.nextInt(3) == 0 ? " DEFAULT " + column.type().value().get() : "";
    }

    private void rows(String table, List<Column> columns, int count) {
        List<Column> given = columns.stream().filter(Column::given).toList();
        for (int i = 0; i < count; i++) {
            if (given.isEmpty()) {
                add("INSERT INTO %s DEFAULT VALUES".formatted(table));
            } else {
                add(
                        "INSERT INTO %s (%s) VALUES (%s)"
                                .formatted(
                                        table,
                                        given.stream()
                                                .map(Column::name)
                                                .collect(Collectors.joining(", ")),
                                        given.stream()
                                                .map(this::value)
                                                .collect(Collectors.joining(", "))));
            }
        }
    }

    private String value(Column column) {
        return random.nextInt(6) == 0 ? "NULL" : column.type().value().get();
    }

    /// By the value of an enum: by its hash, loaded through the root, or by a list.
    private void partitions() {
        String root = qualified();
        Type enumeration =
                types.stream().filter(type -> type.name().equals(mood)).findFirst().orElseThrow();
        Column key = new Column(nasty.name(), enumeration, true);
        List<Column> columns = columns();
        columns.add(random.nextInt(columns.size() + 1), key);
        String kind = one("HASH", "LIST");
        add(
                "CREATE TABLE %s (%s) PARTITION BY %s (%s)"
                        .formatted(root, definitions(columns), kind, key.name()));
        List<String> bounds =
                kind.equals("HASH")
                        ? List.of(
                                "FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
                                "FOR VALUES WITH (MODULUS 2, REMAINDER 1)")
                        : List.of("FOR VALUES IN (" + moods.getFirst() + ")", "DEFAULT");
        bounds.forEach(each ->
                add("CREATE TABLE %s PARTITION OF %s %s".formatted(qualified(), root, each)));
        rows(root, columns, random.nextInt(15));
        comment("TABLE", root);
    }

    private void function() {
        String function = qualified();
        add("SET check_function_bodies = off");
        add(
                "CREATE FUNCTION %s(%s text DEFAULT %s, OUT %s text) LANGUAGE %s AS %s"
                        .formatted(
                                function,
                                nasty.name(),
                                literal(),
                                nasty.name(),
                                one("sql", "plpgsql"),
                                literal(nasty.text() + nasty.text() + nasty.text())));
        add("SET check_function_bodies = on");
        comment("FUNCTION", function + "(text)");
    }

    /// With a body that is no string.
    private void atomicFunction() {
        String function = qualified();
        String body =
                random.nextInt(3) == 0
                        ? "RETURN " + expression(3)
                        : "BEGIN ATOMIC "
                                + IntStream.rangeClosed(0, random.nextInt(3))
                                        .mapToObj(_ -> "SELECT " + expression(3) + "; ")
                                        .collect(Collectors.joining())
                                + "END";
        add("CREATE FUNCTION %s() RETURNS text LANGUAGE sql %s".formatted(function, body));
        comment("FUNCTION", function + "()");
    }

    /// An expression of type text.
    private String expression(int depth) {
        return switch (random.nextInt(depth == 0 ? 1 : 4)) {
            case 0 -> literal() + "::text";
            case 1 ->
                    "CASE WHEN %s = %s THEN %s ELSE %s END"
                            .formatted(
                                    expression(depth - 1),
                                    literal(),
                                    expression(depth - 1),
                                    expression(depth - 1));
            case 2 -> "(%s || %s)".formatted(expression(depth - 1), expression(depth - 1));
            default -> "(SELECT %s AS %s LIMIT 1)".formatted(expression(depth - 1), nasty.name());
        };
    }

    private String selection() {
        return "SELECT %s AS %s, %s AS %s FROM %s"
                .formatted(
                        expression(2),
                        nasty.name(),
                        expression(1),
                        nasty.name(),
                        tables.get(random.nextInt(tables.size())));
    }

    private void view() {
        String view = qualified();
        String kind = one("VIEW", "VIEW", "MATERIALIZED VIEW");
        add("CREATE %s %s AS %s".formatted(kind, view, selection()));
        comment(kind, view);
    }

    /// Several statements in parentheses.
    private void rule() {
        String view = qualified();
        String log = qualified();
        add("CREATE TABLE %s (line text, other text)".formatted(log));
        tables.add(log);
        add("CREATE VIEW %s AS %s".formatted(view, selection()));
        add(
                ("CREATE RULE %s AS ON INSERT TO %s DO INSTEAD (INSERT INTO %s VALUES (%s, %s);"
                                + " UPDATE %s SET line = %s WHERE other = %s; DELETE FROM %s WHERE line = %s)")
                        .formatted(
                                nasty.name(),
                                view,
                                log,
                                literal(),
                                expression(1),
                                log,
                                literal(),
                                expression(1),
                                log,
                                literal()));
    }

    private void trigger() {
        String function = qualified();
        String name = nasty.name();
        String table = tables.get(random.nextInt(tables.size()));
        add(
                ("CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS"
                                + " 'BEGIN RETURN coalesce(new, old); END'")
                        .formatted(function));
        add(
                ("CREATE TRIGGER %s AFTER DELETE ON %s FOR EACH ROW WHEN (%s = %s)"
                                + " EXECUTE FUNCTION %s(%s, %s)")
                        .formatted(
                                name, table, literal(), literal(), function, literal(), literal()));
        comment("TRIGGER", name + " ON " + table);
    }

    private void sequence() {
        String sequence = qualified();
        add(
                "CREATE SEQUENCE %s %s"
                        .formatted(sequence, one("", "START 17", "INCREMENT -2", "AS smallint")));
        if (random.nextBoolean()) {
            add(
                    "SELECT setval(%s, %s, %s) \\g /dev/null"
                            .formatted(
                                    literal(sequence),
                                    "(SELECT seqstart FROM pg_sequence WHERE seqrelid = %s::regclass)"
                                            .formatted(literal(sequence)),
                                    one("true", "false")));
        }
        comment("SEQUENCE", sequence);
    }

    private void largeObject() {
        int oid = 100_000 + random.nextInt(1_000_000_000);
        add("SELECT lo_from_bytea(%d, %s) \\g /dev/null".formatted(oid, nasty.bytes()));
        if (random.nextInt(4) == 0) {
            add(
                    "SELECT lo_put(%d, %d, %s) \\g /dev/null"
                            .formatted(oid, random.nextInt(200_000), nasty.bytes()));
        }
        comment("LARGE OBJECT", Integer.toString(oid));
    }

    private void comment(String kind, String name) {
        if (random.nextBoolean()) {
            add("COMMENT ON %s %s IS %s".formatted(kind, name, literal()));
        }
    }

    private String qualified() {
        return schemas.get(random.nextInt(schemas.size())) + "." + nasty.name();
    }

    private String literal() {
        return nasty.literal();
    }

    private String literal(String text) {
        return nasty.literal(text);
    }

    /// A literal that equals no random one.
    private String never() {
        return literal("never " + nasty.text());
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void add(String statement) {
        script.append(statement).append(statement.endsWith("/dev/null") ? "\n" : ";\n");
    }
}
