package io.github.pgrehearse.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.dump.DumpRelay;
import io.github.pgrehearse.dump.Topic;
import io.github.pgrehearse.postgres.TestServer;
import io.github.pgrehearse.postgres.TestServers;
import io.github.pgrehearse.postgres.program.TestPrograms;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a real `pg_dump` writes of one database is in the list of what that can be.
@ExtendWith(TestServers.Provided.class)
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DumpStatementsIT {

    private static final int FIRST_WITH_STATISTICS = 18;

    /// Beside `everything.sql`.
    private static final String MORE =
            """
            CREATE LANGUAGE more_language HANDLER plpgsql_call_handler;
            COMMENT ON LANGUAGE more_language IS 'x';
            GRANT SELECT (a), INSERT (a) ON more_table TO pgrehearse_reader;
            COMMENT ON COLUMN more_table.a IS 'x';
            COMMENT ON CONSTRAINT more_table_a_check ON more_table IS 'x';
            COMMENT ON EVENT TRIGGER more_trigger IS 'x';
            ALTER EVENT TRIGGER more_trigger DISABLE;
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pgrehearse_reader;
            ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
            CREATE DEFAULT CONVERSION more_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
            COMMENT ON CONVERSION more_conversion IS 'x';
            ALTER TABLE more_table CLUSTER ON more_index;
            ALTER TABLE more_table REPLICA IDENTITY FULL;
            ALTER INDEX more_index ALTER COLUMN 1 SET STATISTICS 50;
            ALTER FUNCTION more_function() DEPENDS ON EXTENSION plpgsql;
            ALTER TRIGGER more_of_table ON more_table DEPENDS ON EXTENSION plpgsql;
            ANALYZE more_table;
            """;

    static Stream<Arguments> dumps() {
        return TestPrograms.servers().stream()
                .flatMap(server ->
                        TestPrograms.CLIENTS.stream()
                                .filter(client -> client >= server)
                                .map(client -> Arguments.of(server, client)));
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void holdsWhateverADumpIsMadeOf(int major, int client, TestServers servers) throws Exception {
        TestServer server =
                servers.of(major).by(TestPrograms.onlyIn(List.of(TestPrograms.client(client))));
        String database = server.createDatabase();
        server.runResource(database, "/databases/everything.sql");
        server.runText(
                database,
                """
                CREATE TABLE more_table (a integer CHECK (a > 0));
                CREATE INDEX more_index ON more_table ((a + 1));
                CREATE FUNCTION more_function() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER more_of_table AFTER INSERT ON more_table EXECUTE FUNCTION more_function();
                CREATE FUNCTION more_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
                CREATE EVENT TRIGGER more_trigger ON ddl_command_start EXECUTE FUNCTION more_event();
                """
                        + MORE);
        List<String[]> options =
                new ArrayList<>(
                        List.of(
                                new String[] {},
                                new String[] {"--clean", "--if-exists"},
                                new String[] {
                                    "--inserts", "--rows-per-insert=2", "--on-conflict-do-nothing"
                                },
                                new String[] {
                                    "--column-inserts", "--use-set-session-authorization"
                                },
                                new String[] {"--data-only", "--disable-triggers"},
                                new String[] {
                                    "--load-via-partition-root", "--enable-row-security"
                                }));
        if (client >= FIRST_WITH_STATISTICS) {
            options.add(new String[] {"--statistics"});
        }
        for (String[] each : options) {
            byte[] dump = server.dump(database, each);
            Strange strange = new Strange();
            new DumpRelay(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), strange)
                    .pass(dump, 0, dump.length);

            assertThat(strange.statements).as(String.join(" ", each)).isEmpty();
            assertThat(strange.passed).isGreaterThan(50);
        }
    }

    /// Gathers what is in no dump.
    private static final class Strange implements DumpRelay.Course {

        private final SortedSet<String> statements = new TreeSet<>();
        private int passed;

        @Override
        public boolean leavesOut(Topic topic) {
            if (DumpStatements.include(topic)) {
                passed++;
            } else {
                statements.add(topic.kind() + ": " + topic.name());
            }
            return false;
        }

        @Override
        public boolean leavesOutServerCopy(Topic topic) {
            statements.add("COPY without rows");
            return false;
        }

        @Override
        public void needs(SortedSet<String> roles) {}

        @Override
        public IOException refuse(String metaCommand) {
            return new IOException(metaCommand);
        }
    }
}
