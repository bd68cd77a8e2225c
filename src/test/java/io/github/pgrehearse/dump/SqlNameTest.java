package io.github.pgrehearse.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t",
                "public.t",
                "_a1$",
                "a.b.c",
                "\"Order line\"",
                "app.\"a.b\"",
                "\"line\nfeed\"",
                "\"say \"\"hello\"\"\"",
                "\"back\\slash\"",
                "\"; drop table x; --\"",
                "\"日本語\"",
                "\"\r\""
            })
    void acceptsWhatPostgresqlWrites(String name) {
        assertThat(new SqlName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a;",
                "1a",
                "$a",
                "a..b",
                ".a",
                "a.",
                "\"\"",
                "\"a",
                "a\"",
                "\"a\"b",
                "a\n\\! id",
                "\"a\"\n\\! id",
                "\"a\u0000b\"",
                "a/**/",
                "a--",
                "'a'",
                "id) TO STDOUT\n;\n\\! id\nSELECT (1",
                "日本語"
            })
    void acceptsNothingElse(String text) {
        assertThat(SqlName.isName(text)).isFalse();
        assertThatThrownBy(() -> new SqlName(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsAnIdentifierFromAName() {
        assertThat(SqlName.isIdentifier("\"a.b\"")).isTrue();
        assertThat(SqlName.isIdentifier("a.b")).isFalse();
        assertThat(SqlName.isIdentifier("a, b")).isFalse();
    }

    @Test
    void isBounded() {
        String long_ = "\"" + "\"\"".repeat(1_000_000) + "\"";
        assertThat(SqlName.isName(long_)).isFalse();
        assertThat(SqlName.isName("\"" + "x".repeat(4000) + "\"")).isTrue();
    }
}
