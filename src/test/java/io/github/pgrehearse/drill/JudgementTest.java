package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.PsqlError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is not known to come of the place is held against the backup.
final class JudgementTest {

    private static final int OF_THE_SCRIPT = 3;

    @ParameterizedTest
    @CsvSource({
        // syntax, no such table, no such function, a key twice, a broken reference, a bad value
        "42601",
        "42P01",
        "42883",
        "23505",
        "23503",
        "22P02",
        "25P02",
        "40P01",
        "P0001",
        "0A000"
    })
    void speaksOfTheBackup(String state) {
        assertThat(Judgement.obstacle(error(state, "CREATE INDEX i ON t (a);"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "08006, went away",
        "57014, went away",
        "57P01, went away",
        "53200, what it lacks",
        "53300, what it lacks",
        "42501, superuser",
        "58P01, Install",
        "F0000, Install",
        "XX000, Report"
    })
    void speaksOfThePlaceAndSaysWhatToDo(String state, String hint) {
        assertThat(Judgement.obstacle(error(state, "CREATE INDEX i ON t (a);")))
                .get()
                .satisfies(failure -> {
                    assertThat(failure.getMessage()).startsWith("Restore failed [").contains(state);
                    assertThat(failure.hint()).contains(hint);
                });
    }

    @Test
    void aFullDiskIsOne() {
        assertThat(Judgement.obstacle(error("53100", "COPY t FROM stdin;")))
                .get()
                .extracting(Failure::getMessage)
                .asString()
                .startsWith("No space left on device [");
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;, 0A000",
        "'CREATE COLLATION c (provider = icu, locale = ''xx'');', 22023",
        "SET default_table_access_method = columnar;, 22023"
    })
    void whatIsToBeInstalledIsOne(String statement, String state) {
        assertThat(Judgement.obstacle(error(state, statement)))
                .get()
                .extracting(Failure::hint)
                .asString()
                .containsIgnoringCase("install");
    }

    @Test
    void anEarlyEndIsOne() {
        PsqlError killed = new PsqlError("", "psql ended with exit status 137", "", 137);

        assertThat(Judgement.obstacle(killed)).isPresent();
    }

    @Test
    void whatPsqlItselfRefusesOfTheScriptIsNone() {
        PsqlError refused = new PsqlError("", "backslash commands are restricted", "", 3);

        assertThat(Judgement.obstacle(refused)).isEmpty();
    }

    private static PsqlError error(String state, String statement) {
        return new PsqlError(state, "something went wrong", statement, OF_THE_SCRIPT);
    }
}
