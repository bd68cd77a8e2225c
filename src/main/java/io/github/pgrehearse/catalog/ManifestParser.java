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
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/// Reads a manifest and makes of each element of its long lists what it stands for as it comes: a
/// large schema has some 100,000 statements, which as maps would take many times their memory.
final class ManifestParser {

    private final String document;
    private final int format;
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
        try (JsonParser parser =
                JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonFields(document, fields).unreadable("format");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "tables" -> list(name, parser, fields, this::table);
                    case "sequences" -> list(name, parser, fields, this::sequence);
                    case "statements" -> list(name, parser, fields, this::statement);
                    default -> fields.put(name, JSON.std.anyFrom(parser));
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

    private void list(String name, JsonParser parser, Map<String, Object> fields, Element element)
            throws IOException {
        if (!isOurs(fields)) {
            parser.skipChildren();
            return;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new JsonFields(document, fields).unreadable(name);
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new JsonFields(document, fields).unreadable(name);
            }
            element.take(new JsonFields(document, JSON.std.mapFrom(parser)));
        }
        fields.put(name, true);
    }

    private void table(JsonFields table) throws Failure.Corrupt {
        Optional<Digest> digest =
                table.has("digest") ? Optional.of(table.digest()) : Optional.empty();
        List<String> columns = table.texts("columns").stream().map(this::one).toList();
        if (!columns.stream().allMatch(SqlName::isIdentifier)) {
            throw table.unreadable("columns");
        }
        tables.add(new TableRows(name(table), columns, table.number("rows"), digest));
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
                        said.number("count")));
    }

    private String name(JsonFields fields) throws Failure.Corrupt {
        String name = fields.text("name");
        if (!SqlName.isName(name)) {
            throw fields.unreadable("name");
        }
        return one(name);
    }

    private String one(String text) {
        return texts.computeIfAbsent(text, Function.identity());
    }
}
