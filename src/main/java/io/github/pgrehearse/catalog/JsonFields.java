package io.github.pgrehearse.catalog;

import io.github.pgrehearse.dump.Digest;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fields of a JSON object that must be there and of their type; what is not is a
/// [Failure.Corrupt] that names the document and the field.
final class JsonFields {

    /// What a document is to be.
    enum Kind {
        MANIFEST,
        REPORT
    }

    private final Kind kind;
    private final String document;
    private final Map<?, ?> fields;

    JsonFields(String document, Map<?, ?> fields) {
        this(Kind.MANIFEST, document, fields);
    }

    JsonFields(Kind kind, String document, Map<?, ?> fields) {
        this.kind = kind;
        this.document = document;
        this.fields = fields;
    }

    String text(String name) throws Failure.Corrupt {
        return value(name, String.class);
    }

    ObjectKey key(String name) throws Failure.Corrupt {
        try {
            return new ObjectKey(text(name));
        } catch (IllegalArgumentException e) {
            throw unreadable(name);
        }
    }

    long number(String name) throws Failure.Corrupt {
        @Nullable Object value = fields.get(name);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw unreadable(name); // a fraction, or more than fits
    }

    /// Of something that cannot be less than nothing.
    long count(String name) throws Failure.Corrupt {
        long number = number(name);
        if (number < 0) {
            throw unreadable(name);
        }
        return number;
    }

    boolean truth(String name) throws Failure.Corrupt {
        return value(name, Boolean.class);
    }

    Digest digest() throws Failure.Corrupt {
        try {
            return Digest.parse(text("digest"));
        } catch (IllegalArgumentException e) {
            throw unreadable("digest");
        }
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    JsonFields object(String name) throws Failure.Corrupt {
        return new JsonFields(kind, document, value(name, Map.class));
    }

    List<String> texts(String name) throws Failure.Corrupt {
        List<?> elements = value(name, List.class);
        if (!elements.stream().allMatch(String.class::isInstance)) {
            throw unreadable(name);
        }
        return elements.stream().map(String.class::cast).toList();
    }

    Map<String, String> textByName(String name) throws Failure.Corrupt {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonFields object = object(name);
        for (Object key : object.fields.keySet()) {
            String text = String.valueOf(key);
            texts.put(text, object.text(text));
        }
        return texts;
    }

    private <T> T value(String name, Class<T> type) throws Failure.Corrupt {
        @Nullable Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw unreadable(name);
        }
        return type.cast(value);
    }

    Failure.Corrupt unreadable(String name) {
        String particulars =
                "%s: field '%s' is missing or not what it should be".formatted(document, name);
        return switch (kind) {
            case MANIFEST ->
                    new Failure.Corrupt(
                            "Manifest cannot be read [%s]".formatted(particulars),
                            "The backup may still be restored by hand, but cannot be checked: take another.");
            case REPORT ->
                    new Failure.Corrupt(
                            "Report cannot be read [%s]".formatted(particulars),
                            "It proves nothing: have the backup rehearsed again.");
        };
    }
}
