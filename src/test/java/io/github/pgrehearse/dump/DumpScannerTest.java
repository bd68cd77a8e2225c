package io.github.pgrehearse.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DumpScannerTest {

    private static final String END = "\n--\n-- PostgreSQL database dump complete\n--\n\n";

    @Test
    void countsAndDigestsEachTable() {
        DumpContents contents =
                scan(
                        """
                        COPY public.a (id, "Odd ""name""\") FROM stdin;
                        1\tone
                        2\t\\N
                        \\.


                        COPY public.b  FROM stdin;


                        \\.
                        """
                                + END);

        assertThat(contents.complete()).isTrue();
        assertThat(contents.tables())
                .containsExactly(
                        table(
                                "public.a",
                                List.of("id", "\"Odd \"\"name\"\"\""),
                                "1\tone",
                                "2\t\\N"),
                        table("public.b", List.of(), "", ""));
    }

    @Test
    void addsUpSeveralBlocksOfOneTable() {
        String dump =
                "COPY t (a) FROM stdin;\n1\n\\.\nCOPY u (a) FROM stdin;\n\\.\nCOPY t (a) FROM stdin;\n2\n\\.\n";

        assertThat(scan(dump + END).tables())
                .containsExactly(table("t", List.of("a"), "1", "2"), table("u", List.of("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $_$\n@;\n$$ $x$_$",
                "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS '\n@\n''; '",
                "CREATE FUNCTION f() RETURNS void\n BEGIN ATOMIC\n SELECT CASE WHEN true THEN 1 END;\n SELECT 2;\nEND",
                "CREATE OR REPLACE PROCEDURE f()\n BEGIN ATOMIC\n SELECT (SELECT 1);\n SELECT 'end;';\nEND",
                "CREATE RULE r AS ON INSERT TO t DO INSTEAD ( SELECT 1;\n SELECT 2;\n)",
                "COMMENT ON TABLE t IS E'\\\\\n@\n it''s \\'; '",
                "COMMENT ON TABLE t IS 'back\\slash \\'",
                "CREATE TABLE \"\n@\n;\"\"; \" (a integer)",
                "CREATE TABLE t (a /* '; /* nested; */ \" $$ */ integer -- it's; \"\n)",
                "SELECT 1 - -1, 2 - 1, a$b$, $1 + 2, U&'\\0041', e'', b'1', 4 / 2 * 3"
            })
    void isNotFooledByWhatLooksLikeADump(String template) {
        String copyLook =
                "COPY public.fake (a) FROM stdin;\n1\n\\.\n-- PostgreSQL database dump complete";
        String statement = template.replace("@", copyLook) + ";";

        DumpContents contents =
                scan("SET a = b;\n" + statement + "\nCOPY t (a) FROM stdin;\n1\n\\.\n" + END);

        assertThat(contents.complete()).isTrue();
        assertThat(contents.tables()).containsExactly(table("t", List.of("a"), "1"));
        assertThat(contents.statements()).hasSize(2);
        assertThat(contents.statements().get(1).digest()).isEqualTo(digest(statement));
    }

    @Test
    void readsBackslashesInPlainStringsAsTheDumpSays() {
        String dump =
                "SET standard_conforming_strings = off;\nCOMMENT ON TABLE t IS 'it\\'s; ';\nSELECT 1;\n";

        assertThat(scan(dump + END).statements())
                .extracting(Statement::kind)
                .containsExactly("SET", "COMMENT ON TABLE", "SELECT");
    }

    @Test
    void rowsMayLookLikeAnything() {
        String[] rows = {
            "COPY x (a) FROM stdin;",
            "-- PostgreSQL database dump complete",
            "\\\\.",
            "\\.x",
            " \\.",
            "'",
            "$$",
            "\\restrict"
        };
        String dump = "COPY t (a) FROM stdin;\n" + String.join("\n", rows) + "\n\\.\n";

        assertThat(scan(dump + END).tables()).containsExactly(table("t", List.of("a"), rows));
    }

    @Test
    void aDumpCutInsideOfCopyIsNotComplete() {
        assertThat(scan("COPY t (a) FROM stdin;\n1\n").complete()).isFalse();
        assertThat(scan("COPY t (a) FROM stdin;\n1\n" + END).complete()).isFalse();
    }

    @Test
    void aDumpCutInsideOfAStatementOrCommentIsNotComplete() {
        assertThat(scan(END + "SELECT 1").complete()).isFalse();
        assertThat(scan("SELECT '" + END).complete()).isFalse();
        assertThat(scan("/* " + END).complete()).isFalse();
        assertThat(scan("").complete()).isFalse();
    }

    @Test
    void whatFollowsTheClosingCommentMakesItOpenAgain() {
        assertThat(scan(END + "SELECT 1;\n").complete()).isFalse();
        assertThat(scan(END + "\\unrestrict abc\n\n").complete()).isTrue();
    }

    @Test
    void readsSequences() {
        String dump =
                """
                SELECT pg_catalog.setval('public.s', 1, false);
                SELECT pg_catalog.setval('public."it''s ""odd""\"', -9223372036854775808, true);
                SELECT pg_catalog.setval('public.s', nonsense, true);
                """;

        DumpContents contents = scan(dump + END);

        assertThat(contents.sequences())
                .containsExactly(
                        new SequenceValue("public.s", 1, false),
                        new SequenceValue("public.\"it's \"\"odd\"\"\"", Long.MIN_VALUE, true));
        assertThat(contents.statements()).hasSize(1);
    }

    @Test
    void readsLargeObjects() {
        String dump =
                """
                SELECT pg_catalog.lo_create('7');
                ALTER LARGE OBJECT 7 OWNER TO joe;
                SELECT pg_catalog.lo_create('8');
                ALTER LARGE OBJECT 8 OWNER TO "Jane";
                BEGIN;

                SELECT pg_catalog.lo_open('7', 131072);
                SELECT pg_catalog.lowrite(0, '\\x6162');
                SELECT pg_catalog.lowrite(0, '\\x63');
                SELECT pg_catalog.lo_close(0);

                SELECT pg_catalog.lo_open('8', 131072);
                SELECT pg_catalog.lo_close(0);

                COMMIT;
                """;

        DumpContents contents = scan(dump + END);

        long sum = hash("7\0abc") + hash("8\0");
        assertThat(contents.largeObjects()).isEqualTo(new LargeObjects(2, 3, new Digest(sum)));
        assertThat(contents.roles()).containsExactly("\"Jane\"", "joe");
        assertThat(contents.statements())
                .extracting(Statement::kind, Statement::name, Statement::count)
                .contains(
                        tuple("ALTER LARGE OBJECT OWNER TO", "", 2L),
                        tuple("SELECT", "pg_catalog.lo_create", 2L));
    }

    @Test
    void countsTheRowsOfInsertsWithoutDigests() {
        String dump =
                """
                INSERT INTO public.a VALUES (1, 'x(;)'), (2, (3));
                INSERT INTO public.a VALUES (4, NULL);
                INSERT INTO public.b (id, c) VALUES (1, 2), (3, 4);
                INSERT INTO public.c DEFAULT VALUES;
                """;

        DumpContents contents = scan(dump + END);

        assertThat(contents.digested()).isFalse();
        assertThat(contents.tables())
                .containsExactly(
                        new TableRows("public.a", List.of(), 3, Optional.empty()),
                        new TableRows("public.b", List.of("id", "c"), 2, Optional.empty()),
                        new TableRows("public.c", List.of(), 1, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    CREATE TABLE public.t (a integer)                         | CREATE TABLE               | public.t
                    ALTER TABLE ONLY public.t ADD CONSTRAINT c CHECK (true)   | ALTER TABLE ADD CONSTRAINT | public.t
                    ALTER TABLE public."a b" OWNER TO r1                      | ALTER TABLE OWNER TO       | public."a b"
                    CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA public  | CREATE EXTENSION           | hstore
                    CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE sql  | CREATE FUNCTION            | f
                    CREATE UNIQUE INDEX i ON public.t USING btree (a)         | CREATE UNIQUE INDEX        | i
                    CREATE OPERATOR public.=== (FUNCTION = f)                 | CREATE OPERATOR            | public.===
                    GRANT SELECT(a),UPDATE(b) ON TABLE public.t TO r1         | GRANT ON TABLE             | public.t
                    GRANT ALL ON SCHEMA s TO r1                               | GRANT ON SCHEMA            | s
                    REVOKE USAGE ON SCHEMA public FROM r1                     | REVOKE ON SCHEMA           | public
                    CREATE POLICY p ON t FOR SELECT TO r1, PUBLIC USING (x)   | CREATE POLICY              | p
                    CREATE USER MAPPING FOR r1 SERVER s                       | CREATE USER MAPPING FOR    | r1
                    """)
    void namesStatements(String sql, String kind, String name) {
        Statement statement = scan(sql + ";\n" + END).statements().getFirst();

        assertThat(statement.kind()).isEqualTo(kind);
        assertThat(statement.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE public.t OWNER TO r1",
                "GRANT SELECT(a),UPDATE(b) ON TABLE public.t TO r1 WITH GRANT OPTION",
                "GRANT ALL ON FUNCTION f(a integer, \"TO\" text) TO PUBLIC, r1",
                "REVOKE ALL ON SCHEMA s FROM r1",
                "ALTER DEFAULT PRIVILEGES FOR ROLE r1 GRANT SELECT ON TABLES TO PUBLIC",
                "ALTER DEFAULT PRIVILEGES FOR ROLE r1 IN SCHEMA s REVOKE ALL ON TABLES FROM r1",
                "CREATE POLICY p ON t FOR SELECT TO r1, PUBLIC USING ((a = 'TO x'))",
                "CREATE USER MAPPING FOR r1 SERVER s"
            })
    void findsRoles(String sql) {
        assertThat(scan(sql + ";\n" + END).roles()).containsExactly("r1");
    }

    @Test
    void decodesNamesByTheEncodingOfTheDump() {
        String dump =
                "SET client_encoding = 'LATIN1';\nCOPY public.\"é\" (a) FROM stdin;\n\\.\n" + END;

        DumpContents contents = scan(dump, Charset.forName("ISO-8859-1"));

        assertThat(contents.encoding()).isEqualTo("LATIN1");
        assertThat(contents.tables()).containsExactly(table("public.\"é\"", List.of("a")));
    }

    @Test
    void reportsMetaCommands() {
        String dump =
                "\\restrict abc\n\nSELECT 1;\n\\connect other\n\\! rm\n"
                        + END
                        + "\\unrestrict abc\n";

        assertThat(scan(dump).metaCommands())
                .containsExactly("\\!", "\\connect", "\\restrict", "\\unrestrict");
    }

    @Test
    void neverFailsOnGarbage() {
        Random random = new Random(7);
        String alphabet =
                "COPY x (a) FROM stdin;\n\\.'\"$-/*E(){}1\0é lo_open setval SELECT pg_catalog.";
        for (int round = 0; round < 2000; round++) {
            StringBuilder garbage = new StringBuilder("SELECT pg_catalog.setval(COPY ");
            for (int i = random.nextInt(200); i > 0; i--) {
                garbage.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(scan(garbage.toString()).complete()).isFalse();
        }
    }

    /// Scans in one piece, byte by byte, and in pieces of seven, and requires the same answer.
    private static DumpContents scan(String dump) {
        return scan(dump, UTF_8);
    }

    private static DumpContents scan(String dump, Charset charset) {
        byte[] bytes = dump.getBytes(charset);
        DumpContents whole = scan(bytes, Math.max(1, bytes.length));
        assertThat(scan(bytes, 1)).isEqualTo(whole);
        assertThat(scan(bytes, 7)).isEqualTo(whole);
        return whole;
    }

    private static DumpContents scan(byte[] bytes, int piece) {
        DumpScanner scanner = new DumpScanner();
        for (int at = 0; at < bytes.length; at += piece) {
            scanner.scan(bytes, at, Math.min(piece, bytes.length - at));
        }
        assertThat(scanner.rows())
                .isGreaterThanOrEqualTo(
                        scanner.contents().tables().stream()
                                .filter(table -> table.digest().isPresent())
                                .mapToLong(TableRows::rows)
                                .sum());
        return scanner.contents();
    }

    private static TableRows table(String name, List<String> columns, String... rows) {
        long sum = Stream.of(rows).mapToLong(DumpScannerTest::hash).sum();
        return new TableRows(name, columns, rows.length, Optional.of(new Digest(sum)));
    }

    private static Digest digest(String text) {
        return new Digest(hash(text));
    }

    private static long hash(String text) {
        return Hashing.xxh3_64().hashBytesToLong(text.getBytes(UTF_8));
    }

    private static Tuple tuple(Object... values) {
        return Tuple.tuple(values);
    }
}
