package io.github.pgrehearse.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

        assertThat(whole()).hasSize("INSERT INTO a VALUES ('');\nSELECT 1;".length() + 10_000_000);
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
}
