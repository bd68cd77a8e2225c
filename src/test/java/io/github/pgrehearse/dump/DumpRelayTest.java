package io.github.pgrehearse.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pgrehearse.failure.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DumpRelayTest {

    private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
    private final ByteArrayOutputStream bare = new ByteArrayOutputStream();
    private final List<String> told = new ArrayList<>();

    private final DumpRelay relay =
            new DumpRelay(
                    whole,
                    bare,
                    new DumpRelay.Course() {
                        @Override
                        public boolean leavesOut(Topic topic) {
                            return topic.kind().equals("CREATE SUBSCRIPTION")
                                    || topic.roles().contains("nobody");
                        }

                        @Override
                        public void needs(SortedSet<String> roles) {
                            told.add(new TreeSet<>(roles) + " at " + whole.size());
                        }

                        @Override
                        public IOException refuse(String metaCommand) {
                            return new IOException("refused " + metaCommand);
                        }
                    });

    /// In pieces of one byte, so that every state is left and entered again.
    private void pass(String dump) throws IOException {
        for (byte single : dump.getBytes(UTF_8)) {
            relay.pass(new byte[] {single}, 0, 1);
        }
    }

    private String whole() {
        return whole.toString(UTF_8);
    }

    private String bare() {
        return bare.toString(UTF_8);
    }

    @Test
    void passesStatementsToBoth() throws IOException {
        String dump = "-- a comment\nCREATE TABLE a (b text);\n\n/* ; */ SELECT 1;\n";

        pass(dump + "-- last\n");

        assertThat(whole()).isEqualTo(dump + "-- last\n");
        assertThat(bare()).isEqualTo(whole());
    }

    @Test
    void passesDataToOneAlone() throws IOException {
        String schema = "CREATE TABLE a (b text);";
        String data =
                "\nCOPY a (b) FROM stdin;\n\\!\nCREATE TABLE no ();\n\\.\n\nINSERT INTO a VALUES (1);"
                        + "\nSELECT pg_catalog.setval('s', 1, true);\nSELECT pg_catalog.lo_create('1');"
                        + "\nALTER LARGE OBJECT 1 OWNER TO x;\nREFRESH MATERIALIZED VIEW m;";

        pass(schema + data + "\nSELECT pg_catalog.set_config('search_path', '', false);");

        assertThat(whole()).startsWith(schema + data);
        assertThat(bare())
                .isEqualTo(schema + "\nSELECT pg_catalog.set_config('search_path', '', false);");
    }

    @Test
    void passesWhatLargeObjectsToComeAreGrantedToBoth() throws IOException {
        String grant = "ALTER DEFAULT PRIVILEGES FOR ROLE a GRANT SELECT ON LARGE OBJECTS TO b;";

        pass(grant);

        assertThat(bare()).isEqualTo(grant);
    }

    @Test
    void tellsTheRolesOfEachStatement() throws IOException {
        pass("ALTER TABLE a OWNER TO nobody;\nSELECT 1;\nGRANT SELECT ON TABLE a TO somebody;\n");

        assertThat(whole()).isEqualTo("\nSELECT 1;\nGRANT SELECT ON TABLE a TO somebody;");
    }

    @Test
    void leavesOutWhatItIsTold() throws IOException {
        pass("SELECT 1;\nCREATE SUBSCRIPTION s CONNECTION 'x;y' PUBLICATION p;\nSELECT 2;\n");

        assertThat(whole()).isEqualTo("SELECT 1;\nSELECT 2;");
        assertThat(bare()).isEqualTo(whole());
    }

    @Test
    void dropsTheFrameOfRestrictedMode() throws IOException {
        pass("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n");

        assertThat(whole()).isEqualTo("SELECT 1;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\! true\n",
                "\\connect x\n",
                "\\restrictx\n",
                "SELECT 1 \\g out\n",
                "SELECT 1 \\restrict x\n",
                "SELECT $$\n$$ \\gexec\n",
                "/* */ \\q\n",
                "COPY a FROM '/x' \\; SELECT 1;\n"
            })
    void refusesMetaCommandsBeforeAnyOfThemPasses(String command) throws IOException {
        pass("SELECT 0;");

        assertThatThrownBy(() -> pass(command + "SELECT 2;")).hasMessageStartingWith("refused \\");
        assertThat(whole()).isEqualTo("SELECT 0;");
        assertThat(bare()).isEqualTo("SELECT 0;");
    }

    @Test
    void holdsBackWhatIsNotEnded() throws IOException {
        pass("SELECT 1;\nSELECT 'two");

        assertThat(whole()).isEqualTo("SELECT 1;");
    }

    @Test
    void tellsOfRolesBeforeTheirStatementPasses() throws IOException {
        pass("ALTER TABLE a OWNER TO one;ALTER FUNCTION f(integer) OWNER TO two;SELECT 1;");

        assertThat(told).containsExactly("[one] at 0", "[one, two] at 27");
    }

    @Test
    void passesStatementsOfAnyLengthWithoutHoldingThem() throws IOException {
        byte[] piece = "x".repeat(100_000).getBytes(UTF_8);
        pass("INSERT INTO a VALUES ('");
        for (int i = 0; i < 100; i++) {
            relay.pass(piece, 0, piece.length);
            assertThat(i * 100_000 - whole.size()).isLessThan(2_000_000);
        }
        pass("');\n");
        pass("SELECT 1;");

        String guard = "\nSET standard_conforming_strings = on;\n";
        String statements = guard + "INSERT INTO a VALUES ('');\nSELECT 1;";
        assertThat(whole().length()).isEqualTo(statements.length() + 10_000_000);
        assertThat(bare()).isEqualTo("\nSELECT 1;");
    }

    @Test
    void refusesAMetaCommandInAStatementOfAnyLength() throws IOException {
        pass("INSERT INTO a VALUES ('");
        byte[] piece = "x".repeat(3_000_000).getBytes(UTF_8);
        relay.pass(piece, 0, piece.length);

        assertThatThrownBy(() -> pass("') \\! true\n")).hasMessage("refused \\!");
        assertThat(whole()).doesNotContain("\\");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- x\r\\! id\n",
                "SELECT 1;\r\n",
                "\ufeff\\! id\n",
                "-\\! id\n;\n",
                "SELECT 'a\0';\n",
                "SELECT 1$a$'$a$\n;",
                "SELECT 1a;",
                "SELECT $1$a$;",
                "SELECT $e'\\'';",
                "SET client_encoding = 'SJIS';\n",
                "SELECT '\u20ac';\n",
                "copy x (a) from stdin;\n",
                "COPY x (a) FROM STDIN;\n",
                "COPY x (a) FROM stdin WITH (FORMAT text);\n",
                "COPY x (a) FROM stdin; SELECT 1;\n",
                "COPY (SELECT 1) TO PROGRAM 'id';\n",
                "COPY x FROM stdin;\n1\n\\.\r\n",
                "COPY x FROM stdin;\n1\0\n\\.\n",
                "SET standard_conforming_strings = off;\nSELECT '\\'';\n",
                "SELECT E'a'\n'b';\n",
                "SELECT U&'\\0041';",
                "SELECT :USER;",
                "SELECT :'x';",
                "SELECT a[1:e'x'];",
                "CREATE FUNCTION begin() RETURNS int AS 'x'; COPY x FROM stdin; SELECT 1 AS end;",
                "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 AS case; END; DROP TABLE x; END;",
                "drop /* x */ database app with (force);",
                "DROP database app;",
                "(SELECT 1);"
            })
    void refusesWhatPgDumpNeverWrites(String dump) {
        assertThatThrownBy(() -> pass(dump))
                .isInstanceOf(Failure.Corrupt.class)
                .hasMessageStartingWith("The dump holds what pg_dump never writes [");
    }

    @Test
    void seesToItThatPsqlReadsAStringAsItWasReadHere() throws IOException {
        String set = "SET client_encoding = 'UTF8';";
        String path = "COMMENT ON TABLE a IS 'C:\\temp\\';";
        String euro = "COMMENT ON TABLE a IS '\u20ac';";
        String sound = "COMMENT ON TABLE a IS 'C:\\temp \u00fc';";

        pass(set + "\n" + path + "\n" + euro + "\n" + sound);

        assertThat(whole())
                .isEqualTo(
                        set
                                + "\nSET standard_conforming_strings = on;\n\n"
                                + path
                                + "\nSET client_encoding = 'UTF8';\n\n"
                                + euro
                                + "\n"
                                + sound);
    }

    @Test
    void refusesAStatementThatDoesNotTellWhatItIs() {
        String comment = "/* " + "x".repeat(2_000_000) + " */";

        assertThatThrownBy(() -> pass("DROP " + comment + " DATABASE app;"))
                .hasMessageStartingWith("The dump holds what pg_dump never writes [");
    }

    @Test
    void passesWhatLooksLikeThatAndIsSound() throws IOException {
        String dump =
                "CREATE VIEW v AS\n SELECT a[1:2], a[b:c], 1.5e-3, '1'::text, (-1) - -1, (a := 1);"
                        + "\nCREATE FUNCTION f() RETURNS integer\n    LANGUAGE sql\n    BEGIN ATOMIC\n"
                        + " SELECT CASE WHEN true THEN 1 ELSE $1 END AS \"case\";\n SELECT 2;\nEND;"
                        + "\nCREATE TABLE \"x\r\n\" (a text DEFAULT E'\\'\r\n', b bit DEFAULT B'1');"
                        + "\nCREATE FUNCTION g() AS $_$\r\n :USER \\! $1$a$ $_$;\n";

        pass(dump + "-- end\n");

        assertThat(whole()).isEqualTo(dump + "-- end\n");
    }
}
