package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UserQueriesTest {

    @TempDir Path directory;

    private List<UserQuery> read(String text) throws IOException {
        Path file = directory.resolve("test-queries.sql");
        Files.writeString(file, text);
        return UserQueries.read(file, false).all();
    }

    @Test
    void readsStatementsCommentsAndDollarQuotes() throws Exception {
        List<UserQuery> queries =
                read(
                        """
                        -- An ordinary comment; with a semicolon
                        SELECT 1;;
                        /* SELECT no; */ SELECT ';' /* ; */ AS ";";

                        -- expect: > 0
                        -- and why
                        DO $x$ BEGIN PERFORM 1; END $x$; SELECT 'last' -- expect: nothing\
                        """);

        assertThat(queries)
                .extracting(UserQuery::text)
                .containsExactly(
                        "SELECT 1",
                        "SELECT ';' /* ; */ AS \";\"",
                        "DO $x$ BEGIN PERFORM 1; END $x$",
                        "SELECT 'last' -- expect: nothing");
        assertThat(queries)
                .extracting(query -> query.expected().map(Expectation::toString).orElse("-"))
                .containsExactly("-", "-", "> 0", "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " -- nothing\n", ";", "/* nothing */"})
    void findsNoneInAnEmptyFile(String text) throws Exception {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void readsAQueryOfMegabytes() throws Exception {
        String query = "SELECT length('" + "x".repeat(3 << 20) + "')";

        assertThat(read(query + ";SELECT 2"))
                .extracting(UserQuery::text)
                .containsExactly(query, "SELECT 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    SELECT 1;\\n\\! ls             | line 2: \\! is a command of psql, and only SQL is run
                    SELECT 1 \\gexec              | line 1: \\gexec is a command of psql, and only SQL is run
                    SELECT 1;\\nSELECT 'x;        | line 2: a quote or a parenthesis of this statement is not closed
                    SELECT 1;\\n\\n/* x           | line 3: a comment is not closed
                    -- expect: 1\\nSELECT 1;-- expect: 2\\n | line 2: write 'expect:' above the query, on a line of its own
                    SELECT 1;\\n-- expect: 1      | line 2: no query follows
                    -- expect: 1\\n-- expect: 2\\nSELECT 1 | line 2: the query below is told twice what to return
                    -- expect:\\nSELECT 1         | line 1: 'expect:' is followed by no value
                    -- expect: rows many\\nSELECT 1 | line 1: 'expect: rows' is followed by no number, but by many
                    -- expect: > true\\nSELECT 1  | line 1: nothing is '> true': use = or !=
                    """)
    void refusesWhatItCannotUnderstand(String text, String why) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(directory.resolve("test-queries.sql") + ", " + why);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path file = directory.resolve("none.sql");

        assertThatThrownBy(() -> UserQueries.read(file, false))
                .hasMessage("there is no file to read at " + file);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            textBlock =
                    """
                    42, 42, true
                    42, 42.0, true
                    42, 41, false
                    > 0, 1, true
                    > 0, 0, false
                    > 0, abc, false
                    >= 2.5, 2.50, true
                    < 10, 9, true
                    <= 10, 11, false
                    != 3, 4, true
                    <> 3, 3, false
                    '42', 42.0, false
                    true, true, true
                    true, false, false
                    != true, false, true
                    null, , true
                    != null, , false
                    != null, x, true
                    'null', null, true
                    != 3, , false
                    'it''s', it's, true
                    two words, two words, true
                    > 2024-01-01, 2024-02-07, true
                    rows 1, anything, true
                    rows > 1, anything, false
                    """)
    void comparesASingleValue(String expected, String found, boolean met) {
        Expectation expectation = Expectation.of("-- expect: " + expected).orElseThrow();
        QueryAnswer answer = new QueryAnswer(1, 1, Optional.ofNullable(found), false);

        assertThat(expectation.missedBy(answer).isEmpty()).isEqualTo(met);
    }

    @Test
    void expectsASingleValueUnlessItIsAboutRows() {
        QueryAnswer none = new QueryAnswer(0, 1, Optional.empty(), false);

        assertThat(Expectation.of("--expect: null").orElseThrow().missedBy(none))
                .contains("null expected, 0 rows of 1 columns returned");
        assertThat(Expectation.of("--expect: rows 0").orElseThrow().missedBy(none)).isEmpty();
        assertThat(Expectation.of("-- expected: 5")).isEmpty();
    }
}
