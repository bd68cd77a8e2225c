package io.github.pgrehearse.catalog;

import io.github.pgrehearse.dump.DumpContents;
import io.github.pgrehearse.dump.SequenceValue;
import io.github.pgrehearse.dump.Statement;
import io.github.pgrehearse.dump.TableRows;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;
import tools.jackson.jr.ob.JSONComposer;
import tools.jackson.jr.ob.comp.ArrayComposer;
import tools.jackson.jr.ob.comp.ObjectComposer;

/// Writes the JSON form of a [Manifest], which [ManifestJson] reads.
final class ManifestWriter {

    private static final JSON PRETTY =
            JSON.builder(
                            JsonFactory.builder()
                                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                                    .build())
                    .enable(JSON.Feature.PRETTY_PRINT_OUTPUT)
                    .build();

    private ManifestWriter() {}

    /// Writes the manifest and leaves the stream open.
    static void write(Manifest manifest, OutputStream out) throws IOException {
        try {
            compose(manifest, out);
        } catch (JacksonException e) {
            // What the stream throws comes wrapped, and unchecked
            if (e.getCause() instanceof IOException unwritten) {
                throw unwritten;
            }
            throw e;
        }
    }

    private static void compose(Manifest manifest, OutputStream out) {
        ObjectComposer<JSONComposer<OutputStream>> json = PRETTY.composeTo(out).startObject();
        json.put("format", ManifestJson.FORMAT)
                .put("backup", manifest.name().toString())
                .put("began", manifest.name().began().toString())
                .put("tookMilliseconds", manifest.took().toMillis())
                .put("schedule", manifest.schedule());
        writeDatabase(manifest.database(), json);
        writeTools(manifest.tools(), json);
        writeDump(manifest.dump(), json);
        writeContents(manifest, json);
        texts("warnings", manifest.warnings(), json);
        json.end().finish();
    }

    private static void writeDatabase(Manifest.Database database, ObjectComposer<?> json) {
        json.startObjectProperty("database")
                .put("name", database.name())
                .put("systemIdentifier", database.systemIdentifier())
                .put("serverVersion", database.serverVersion())
                .put("size", database.size())
                .put("encoding", database.encoding())
                .put("collation", database.collation())
                .put("characterType", database.characterType())
                .put("localeProvider", database.localeProvider())
                .put("locale", database.locale())
                .put("lcMonetary", database.lcMonetary())
                .end();
    }

    private static void writeTools(Manifest.Tools tools, ObjectComposer<?> json) {
        ObjectComposer<?> object = json.startObjectProperty("tools");
        object.put("pgrehearse", tools.pgrehearse()).put("pgDump", tools.pgDump());
        texts("options", tools.options(), object);
        object.end();
    }

    private static void writeDump(Manifest.Dump dump, ObjectComposer<?> json) {
        json.startObjectProperty("dump")
                .put("key", dump.key().toString())
                .put("compression", dump.compression())
                .put("size", dump.size())
                .put("sha256", dump.sha256())
                .put("uncompressedSize", dump.uncompressedSize())
                .put("uncompressedSha256", dump.uncompressedSha256())
                .end();
    }

    private static void writeContents(Manifest manifest, ObjectComposer<?> json) {
        DumpContents contents = manifest.contents();
        json.put("contentProof", contents.digested()).put("dumpEncoding", contents.encoding());
        textByName("session", manifest.session(), json);
        textByName("extensions", manifest.extensions(), json);
        texts("roles", contents.roles(), json);
        ArrayComposer<?> tables = json.startArrayProperty("tables");
        contents.tables().forEach(table -> writeTable(table, tables.startObject()));
        tables.end();
        ArrayComposer<?> sequences = json.startArrayProperty("sequences");
        for (SequenceValue sequence : contents.sequences()) {
            sequences
                    .startObject()
                    .put("name", sequence.name())
                    .put("value", sequence.value())
                    .put("called", sequence.called())
                    .end();
        }
        sequences.end();
        json.startObjectProperty("largeObjects")
                .put("count", contents.largeObjects().count())
                .put("bytes", contents.largeObjects().bytes())
                .put("digest", contents.largeObjects().digest().toString())
                .end();
        ArrayComposer<?> statements = json.startArrayProperty("statements");
        for (Statement statement : contents.statements()) {
            statements
                    .startObject()
                    .put("kind", statement.kind())
                    .put("name", statement.name())
                    .put("digest", statement.digest().toString())
                    .put("count", statement.count())
                    .end();
        }
        statements.end();
    }

    private static void writeTable(TableRows table, ObjectComposer<?> json) {
        json.put("name", table.name());
        texts("columns", table.columns(), json);
        json.put("rows", table.rows());
        table.digest().ifPresent(digest -> json.put("digest", digest.toString()));
        json.end();
    }

    private static void texts(String name, Collection<String> texts, ObjectComposer<?> json) {
        ArrayComposer<?> array = json.startArrayProperty(name);
        texts.forEach(array::add);
        array.end();
    }

    private static void textByName(String name, Map<String, String> texts, ObjectComposer<?> json) {
        ObjectComposer<?> object = json.startObjectProperty(name);
        new TreeMap<>(texts).forEach(object::put);
        object.end();
    }
}
