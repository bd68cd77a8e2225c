package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.failure.Failure;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class SqlTest {

    @Test
    void isMadeOfConstantsAndOfWordsThatCanBeNothingElse() throws Failure.Corrupt {
        Sql sql =
                Sql.of(
                        "COPY (SELECT %s, %s FROM %s WHERE a = %s AND tableoid = %s) TO STDOUT",
                        Sql.columns(List.of("a", "\"b c\"")),
                        Sql.number(-7),
                        Sql.name("app.\"T\""),
                        Sql.literal("it's"),
                        Sql.oid("4294967295"));

        assertThat(sql)
                .hasToString(
                        "COPY (SELECT a, \"b c\", -7 FROM app.\"T\" WHERE a = 'it''s' AND tableoid = 4294967295) TO STDOUT");
    }

    @Test
    void aConstantWithoutPartsStaysAsItIs() {
        assertThat(Sql.of("SELECT 100 % 7")).hasToString("SELECT 100 % 7");
    }

    /// Whatever `standard_conforming_strings` says.
    @Test
    void aLiteralWithABackslashIsAnEscapeString() throws Failure.Corrupt {
        assertThat(Sql.literal("a\\'b")).hasToString("E'a\\\\''b'");
        assertThat(Sql.literals(List.of("a", "\\"))).hasToString("'a', E'\\\\'");
    }

    @Test
    void refusesAllElse() {
        refuses(() -> Sql.name("x; DROP TABLE y"));
        refuses(() -> Sql.name("x\n\\! id"));
        refuses(() -> Sql.columns(List.of("a", "id) TO STDOUT\n;\n\\! id\nSELECT (1")));
        refuses(() -> Sql.columns(List.of("a.b")));
        refuses(() -> Sql.literal("a\0b"));
        refuses(() -> Sql.oid("1 OR true"));
        refuses(() -> Sql.oid("-1"));
    }

    private static void refuses(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageStartingWith("A name or a value cannot be asked for [");
    }
}
