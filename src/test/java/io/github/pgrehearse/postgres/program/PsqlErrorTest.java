package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PsqlErrorTest {

    @Test
    void isTheFirstOfManyWithItsStatement() {
        assertThat(
                        PsqlError.first(
                                List.of(
                                        "psql:<stdin>:12: NOTICE:  00000: something harmless",
                                        "psql:<stdin>:14: ERROR:  42P01: relation \"x\" does not exist",
                                        "LOCATION:  parserOpenTable, parse_relation.c:1381",
                                        "psql:<stdin>:14: STATEMENT:  CREATE INDEX x_i ON x (a);",
                                        "psql:<stdin>:20: ERROR:  42601: syntax error"),
                                3))
                .get()
                .satisfies(error -> {
                    assertThat(error.state()).isEqualTo("42P01");
                    assertThat(error.isOfScript()).isTrue();
                    assertThat(error)
                            .hasToString(
                                    "relation \"x\" does not exist (42P01), at: CREATE INDEX x_i ON x (a);");
                });
    }

    @Test
    void isNoWarning() {
        assertThat(
                        PsqlError.first(
                                List.of(
                                        "WARNING:  01000: there is no transaction in progress",
                                        "NOTICE:  00000: table \"x\" does not exist, skipping",
                                        "an ordinary line"),
                                0))
                .isEmpty();
    }

    @Test
    void isKnownInAnyLanguage() {
        assertThat(PsqlError.first(List.of("psql:<stdin>:1: FEHLER:  42601: Syntaxfehler"), 3))
                .get()
                .hasToString("Syntaxfehler (42601)");
    }

    @Test
    void isOfPsqlItselfWithoutAState() {
        assertThat(new PsqlError("", "killed", "", 137).isOfScript()).isFalse();
        assertThat(new PsqlError("", "a line too long", "", 3).isOfScript()).isTrue();
        assertThat(new PsqlError("57P01", "terminating", "", 2).isOfScript()).isTrue();
    }

    @Test
    void showsTheBeginningOfALongStatement() {
        PsqlError error = new PsqlError("42601", "wrong", "SELECT " + "x".repeat(500), 3);

        assertThat(error.statement()).hasSizeLessThan(130).startsWith("SELECT xx").endsWith(" ...");
    }
}
