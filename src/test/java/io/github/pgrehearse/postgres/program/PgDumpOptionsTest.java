package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PgDumpOptionsTest {

    @Test
    void noOptionsAreFine() {
        assertThat(PgDumpOptions.parse(" ")).isEqualTo(PgDumpOptions.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --no-owner                    | --no-owner
                    -O                            | --no-owner
                    -Oxv                          | --no-owner --no-privileges --verbose
                    -n app                        | --schema=app
                    -napp                         | --schema=app
                    -Onapp                        | --no-owner --schema=app
                    -On app                       | --no-owner --schema=app
                    --schema app                  | --schema=app
                    --schema=                     | --schema=
                    --schema=a=b                  | --schema=a=b
                    -t -f                         | --table=-f
                    --table -f                    | --table=-f
                    --exclude-table-data=log.*    | --exclude-table-data=log.*
                    --rows=5 --ins                | --rows-per-insert=5 --inserts
                    -E latin1                     | --encoding=latin1
                    --statistics                  | --statistics
                    --no-acl                      | --no-acl
                    """)
    void writesEachOptionInFull(String text, String arguments) {
        assertThat(PgDumpOptions.parse(text).arguments()).containsExactly(arguments.split(" ", -1));
    }

    @Test
    void splitsWordsAsAShellDoes() {
        assertThat(
                        PgDumpOptions.parse(
                                        """
                                        -t 'a b'"c d" --table="x\\"y\\$z\\q" -T 'it'\\''s'
                                          --role=a\\ b -n "" --schema '$HOME `id` *'
                                        """)
                                .arguments())
                .containsExactly(
                        "--table=a bc d",
                        "--table=x\"y$z\\q",
                        "--exclude-table=it's",
                        "--role=a b",
                        "--schema=",
                        "--schema=$HOME `id` *");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-f x",
                "-fx",
                "-vfx",
                "-v -f x",
                "--file x",
                "--file=x",
                "--fil=x",
                "--fi x",
                "-F c",
                "-Fc",
                "--format=c",
                "--form c",
                "-d x",
                "-dx",
                "--dbname=x",
                "--db=x",
                "-j 4",
                "-j4",
                "--jobs 4",
                "-C",
                "-OC",
                "--create",
                "--cr",
                "-c",
                "--clean",
                "--cl",
                "--if-exists",
                "--if",
                "-Z9",
                "--compress=9",
                "--comp=9",
                "-h x",
                "-hx",
                "--host=x",
                "--ho x",
                "-p 1",
                "--port=1",
                "--po=1",
                "-U x",
                "--username=x",
                "--user x",
                "-w",
                "--no-password",
                "--no-pass",
                "-W",
                "--password",
                "--pass",
                "--restrict-key=x",
                "--restr=x",
                "-V",
                "--version",
                "-?",
                "--help",
                "--he",
                "--snapshot=x",
                "--sn=x",
                "--binary-upgrade",
                "-R"
            })
    void refusesWhatChangesWhereWhatOrWhichInAnySpelling(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse(text))
                .withMessageMatching("--[a-z-]+ cannot be used: .*");
        assertThatIllegalArgumentException().isThrownBy(() -> PgDumpOptions.parse("-O " + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BIG5",
                "gb18030",
                "GBK",
                "UHC",
                "SJIS",
                "Shift_JIS_2004",
                "JOHAB",
                "win-936"
            })
    void refusesEncodingsWhoseBytesLookLikeQuotes(String encoding) {
        String why =
                "--encoding cannot be one in which part of a character looks like a quote: write"
                        + " UTF8, or leave it out for the database's own";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse("-E " + encoding))
                .withMessage(why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse("-OE" + encoding))
                .withMessage(why);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse("--enc=" + encoding))
                .withMessage(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://u:p@h/d", "-O app", "-", "--", "-n a b", "\"\"", "-O -- x"})
    void refusesAWordThatIsNoOption(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse(text))
                .withMessageContaining("pg_dump would take it for a database");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --no-such                | no pg_dump from 14 to 18 has the option --no-such
                    --no_such=x              | no pg_dump from 14 to 18 has one of the options in it
                    -y                       | no pg_dump from 14 to 18 has one of the options that a word with a single dash names
                    --no-owner=1             | --no-owner takes no value
                    --schema                 | --schema lacks its value
                    -n                       | --schema lacks its value
                    --exclude-t=x            | write one of --exclude-table, --exclude-table-and-children, --exclude-table-data, --exclude-table-data-and-children in full
                    -n "a                    | a double quote is not closed
                    -n a\\                   | nothing follows the backslash at its end
                    """)
    void saysWhatCannotBeRead(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse(text))
                .withMessage(message);
    }

    @Test
    void saysThatASingleQuoteIsNotClosed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PgDumpOptions.parse("-n 'a"))
                .withMessage("a single quote is not closed");
    }
}
