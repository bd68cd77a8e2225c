package io.github.pgrehearse.drill.control;

/// A kind of damage that a restored copy can take, one of each at a time.
public enum Damage {
    ROW_GONE("a row gone", RowDamage.GONE),
    PARTITION_ROW_GONE("a row of a partition gone", RowDamage.GONE_FROM_PARTITION),
    ROW_DOUBLED("a row doubled", RowDamage.DOUBLED),
    VALUE_CHANGED("a value changed", RowDamage.CHANGED),
    VALUES_SWAPPED("two values swapped between rows", RowDamage.SWAPPED),
    TABLE_GONE("a table gone", SchemaDamage.TABLE_GONE),
    TABLE_EXTRA("a table too many", SchemaDamage.TABLE_EXTRA),
    INDEX_DROPPED("an index dropped", SchemaDamage.INDEX_DROPPED),
    CONSTRAINT_DROPPED("a constraint dropped", SchemaDamage.CONSTRAINT_DROPPED),
    DEFAULT_CHANGED("a column's default changed", SchemaDamage.DEFAULT_CHANGED),
    SEQUENCE_MOVED("a sequence moved", ObjectDamage.SEQUENCE_MOVED),
    LARGE_OBJECT_CHANGED("a large object's byte changed", ObjectDamage.LARGE_OBJECT_CHANGED),
    LARGE_OBJECT_GONE("a large object gone", ObjectDamage.LARGE_OBJECT_GONE),
    FUNCTION_CHANGED("a function changed", ObjectDamage.FUNCTION_CHANGED),
    VIEW_CHANGED("a view changed", ObjectDamage.VIEW_CHANGED),
    TRIGGER_DISABLED("a trigger disabled", ObjectDamage.TRIGGER_DISABLED),
    GRANT_TAKEN("a grant taken away", ObjectDamage.GRANT_TAKEN);

    private final String words;
    private final String places;

    /// @param places a query for where it can be done, see [Places]
    Damage(String words, String places) {
        this.words = words;
        this.places = places;
    }

    /// As logs and reports name it.
    public String words() {
        return words;
    }

    String places() {
        return places;
    }
}
