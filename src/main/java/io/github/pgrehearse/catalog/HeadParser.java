package io.github.pgrehearse.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.jr.ob.JSON;

/// Reads of a manifest only as much as tells whose it is and which dump it describes: as a rule the
/// first few lines.
final class HeadParser {

    private static final Set<String> WANTED = Set.of("format", "backup", "database", "dump");

    private HeadParser() {}

    /// So many bytes may what is wanted take, and what stands before it.
    private static final int LARGEST = 1 << 20;

    /// Reads on until all fields are found, and leaves the stream open.
    static Map<String, Object> fields(InputStream in) throws IOException {
        Map<String, Object> fields = new HashMap<>();
        try (JsonParser parser = BoundedJson.parser(new BoundedJson.Allowance(in, LARGEST))) {
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
