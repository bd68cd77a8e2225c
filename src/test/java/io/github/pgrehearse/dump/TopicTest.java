package io.github.pgrehearse.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicTest {

    private static Topic topic(String statement) throws IOException {
        return StatementFilter.statements(
                        new ByteArrayInputStream(statement.getBytes(StandardCharsets.UTF_8)))
                .getFirst()
                .topic();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    CREATE TABLE s.t (a int);                                          | s.t  |        |
                    CREATE INDEX i ON s.t USING btree (a);                             | s.t  | s.i    |
                    CREATE UNIQUE INDEX "o; i" ON ONLY s."t.u" USING btree (a);        | s."t.u" | s."o; i" |
                    CREATE TRIGGER g AFTER UPDATE ON s.t EXECUTE FUNCTION s.f();       | s.t  |        |
                    CREATE POLICY p ON s.t USING (true);                               | s.t  |        |
                    CREATE RULE r AS ON INSERT TO s.t DO INSTEAD NOTHING;              | s.t  |        |
                    CREATE STATISTICS s.x ON a, b FROM s.t;                            | s.t  | s.x    |
                    COMMENT ON CONSTRAINT c ON s.t IS 'x';                             | s.t  |        |
                    COMMENT ON CONSTRAINT c ON DOMAIN s.d IS 'x';                      | s.d  |        |
                    COMMENT ON COLUMN s.t.a IS 'x';                                    | s.t  |        |
                    ALTER SEQUENCE s.q OWNED BY s.t.a;                                 | s.t  | s.q    |
                    ALTER TABLE ONLY s.t ADD CONSTRAINT k PRIMARY KEY (a);             | s.t  | s.k    |
                    ALTER TABLE ONLY s.t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.u(a); | s.t | s.f | s.u
                    ALTER TABLE ONLY s.t ATTACH PARTITION s.p FOR VALUES IN (1);       | s.t  |        | s.p
                    ALTER INDEX s.i ATTACH PARTITION s.j;                              | s.i  |        | s.j
                    ALTER TABLE s.t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME s.q); | s.t | s.q |
                    SELECT pg_catalog.setval('s.q', 1, true);                          | s.q  |        |
                    """)
    void tellsToWhatAStatementBelongs(String statement, String of, String makes, String needs)
            throws IOException {
        Topic topic = topic(statement);

        assertThat(topic.of()).isEqualTo(of);
        assertThat(topic.makes().orElse(null)).isEqualTo(makes);
        assertThat(topic.needs().orElse(null)).isEqualTo(needs);
    }

    @Test
    void findsTheSchemaOutsideOfQuotes() {
        assertThat(Topic.schema("\"a.b\".c")).isEqualTo("\"a.b\"");
        assertThat(Topic.schema("\"a.b\"")).isEmpty();
        assertThat(Topic.schema("s.\"c.d\"")).isEqualTo("s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    drop /* x */ database app with (force);   | DROP DATABASE | app
                    DROP -- x\\nDatabase "App";                | DROP DATABASE | "App"
                    ALTER /* x */ ROLE CURRENT_USER NOLOGIN;  | ALTER ROLE CURRENT_USER NOLOGIN |
                    alter system reset all;                   | ALTER SYSTEM RESET ALL |
                    """)
    void namesStatementsInWhateverCase(String statement, String kind, String name)
            throws IOException {
        Topic topic = topic(statement.replace("\\n", "\n"));

        assertThat(topic.kind()).isEqualTo(kind);
        assertThat(topic.name()).isEqualTo(name == null ? "" : name);
    }
}
