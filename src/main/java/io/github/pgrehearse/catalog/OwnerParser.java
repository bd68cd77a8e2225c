package io.github.pgrehearse.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.jr.ob.JSON;

/// Reads of a manifest only as much as tells whose it is.
final class OwnerParser {

    private static final Set<String> WANTED = Set.of("format", "database");

    private OwnerParser() {}

    /// Reads on until both fields are found, and leaves the stream open.
    static Map<String, Object> fields(InputStream in) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser parser =
                JsonFactory.builder()
                        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                        .build()
                        .createParser(ObjectReadContext.empty(), in)) {
            boolean more = parser.nextToken() == JsonToken.START_OBJECT;
            while (more && parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (WANTED.contains(name)) {
                    fields.put(name, JSON.std.anyFrom(parser));
                    more = fields.size() < WANTED.size();
                } else {
                    parser.skipChildren();
                }
            }
        }
        return fields;
    }
}
