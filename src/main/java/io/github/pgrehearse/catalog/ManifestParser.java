package io.github.pgrehearse.catalog;

import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.SqlName;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.dump.TableRows;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a manifest and makes of each element of its long lists what it stands for as it comes: a
/// large schema has some 100,000 statements, which as maps would take many times their memory.
final class ManifestParser {

    /// What all fields but the long lists may take together, each list apart, in bytes; and so each
    /// element of a list.
    private static final int LARGEST_FIELDS = 1 << 20;

    /// What an element of a list takes beside its texts, and a text beside its characters, about.
    private static final int ELEMENT_BYTES = 100;

    private static final int TEXT_BYTES = 100;

    private final String document;
    private final int format;

    /// What may still be kept. Half of the memory is for the rest of the program.
    private long room = Runtime.getRuntime().maxMemory() / 2;

    private final List<TableRows> tables = new ArrayList<>();
    private final List<SequenceValue> sequences = new ArrayList<>();
    private final List<Statement> statements = new ArrayList<>();

    /// One copy of each name and kind, which come again and again.
    private final Map<String, String> texts = new HashMap<>();

    private interface Element {
        void take(JsonFields fields) throws Failure.Corrupt;
    }

    /// @param format whose lists are understood; those of another are passed over
    ManifestParser(String document, int format) {
        this.document = document;
        this.format = format;
    }

    List<TableRows> tables() {
        return tables;
    }

    List<SequenceValue> sequences() {
        return sequences;
    }

    List<Statement> statements() {
        return statements;
    }

    /// Reads to the end, and returns the fields that are no long lists.
    Map<String, Object> fields(InputStream in) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        BoundedJson.Allowance allowance = new BoundedJson.Allowance(in, LARGEST_FIELDS);
        try (JsonParser parser = BoundedJson.parser(allowance)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonFields(document, fields).unreadable("format");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "tables" -> list(name, parser, allowance, fields, this::table);
                    case "sequences" -> list(name, parser, allowance, fields, this::sequence);
                    case "statements" -> list(name, parser, allowance, fields, this::statement);
                    default -> fields.put(name, BoundedJson.JSON_READER.anyFrom(parser));
                }
            }
        }
        for (String list : List.of("tables", "sequences", "statements")) {
            if (isOurs(fields) && !fields.containsKey(list)) {
                throw new JsonFields(document, fields).unreadable(list);
            }
        }
        return fields;
    }

    private boolean isOurs(Map<String, Object> fields) {
        return Integer.valueOf(format).equals(fields.get("format"));
    }

    private void list(
            String name,
            JsonParser parser,
            BoundedJson.Allowance allowance,
            Map<String, Object> fields,
            Element element)
            throws IOException {
        if (!isOurs(fields)) {
            parser.skipChildren();
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new JsonFields(document, fields).unreadable(name);
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            allowance.grant(LARGEST_FIELDS);
            keep(ELEMENT_BYTES);
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new JsonFields(document, fields).unreadable(name);
            }
            element.take(new JsonFields(document, BoundedJson.JSON_READER.mapFrom(parser)));
        }
        fields.put(name, true);
    }

    private void table(JsonFields table) throws Failure.Corrupt {
        Optional<Digest> digest =
                table.has("digest") ? Optional.of(table.digest()) : Optional.empty();
        List<String> columns = new ArrayList<>();
        for (String column : table.texts("columns")) {
            if (!SqlName.isIdentifier(column)) {
                throw table.unreadable("columns");
            }
            keep(Long.BYTES);
            columns.add(one(column));
        }
        tables.add(new TableRows(name(table), columns, table.count("rows"), digest));
    }

    private void sequence(JsonFields sequence) throws Failure.Corrupt {
        sequences.add(
                new SequenceValue(
                        name(sequence), sequence.number("value"), sequence.truth("called")));
    }

    private void statement(JsonFields said) throws Failure.Corrupt {
        statements.add(
                new Statement(
                        one(said.text("kind")),
                        one(said.text("name")),
                        said.digest(),
                        said.count("count")));
    }

    private String name(JsonFields fields) throws Failure.Corrupt {
        String name = fields.text("name");
        if (!SqlName.isName(name)) {
            throw fields.unreadable("name");
        }
        return one(name);
    }

    private String one(String text) throws Failure.Corrupt {
        @Nullable String known = texts.putIfAbsent(text, text);
        if (known == null) {
            keep(TEXT_BYTES + 2L * text.length());
            return text;
        }
        return known;
    }

    private void keep(long bytes) throws Failure.Corrupt {
        room -= bytes;
        if (room < 0) {
            throw new Failure.Corrupt(
                    "Manifest is too large [%s: the tables and statements it names take more than half of the memory, %d MiB]"
                            .formatted(document, Runtime.getRuntime().maxMemory() >> 20),
                    "If that is what the database is like, give this program more memory, as by"
                            + " JAVA_TOOL_OPTIONS=-Xmx512m.");
        }
    }
}
