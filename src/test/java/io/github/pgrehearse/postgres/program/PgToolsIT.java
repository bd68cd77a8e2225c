package io.github.pgrehearse.postgres.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The choice among real programs of all majors, whose servers and clients lie in different places.
final class PgToolsIT {

    @ParameterizedTest
    @CsvSource({"14, 15", "15, 15", "16, 17", "17, 17", "18, 18"})
    void aClientIsOfTheSameMajorOrTheNextNewer(int server, int client) throws IOException {
        PgTools tools = TestPrograms.onlyIn(TestPrograms.clients(TestPrograms.CLIENTS));

        for (String program : List.of("pg_dump", "pg_dumpall", "psql")) {
            Program chosen = tools.clientFor(program, server);
            assertThat(chosen.version().major()).as(program).isEqualTo(client);
            assertThat(chosen.path()).isEqualTo(TestPrograms.client(client).resolve(program));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16, 17, 18})
    void aServerIsOfTheSameMajor(int major) throws IOException {
        assertThat(TestPrograms.onlyIn(servers()).serverFor(major))
                .isEqualTo(TestPrograms.server(major));
    }

    @Test
    void aServerAndItsClientMayLieApart() throws IOException {
        PgTools tools =
                TestPrograms.onlyIn(
                        List.of(TestPrograms.server(17).bin(), TestPrograms.client(18)));

        assertThat(tools.serverFor(17)).isEqualTo(TestPrograms.server(17));
        assertThat(tools.clientFor("psql", 18).path())
                .isEqualTo(TestPrograms.client(18).resolve("psql"));
    }

    @Test
    void theNewestServerIsOfTheNewestMajor() throws IOException {
        assertThat(TestPrograms.onlyIn(servers()).newestServer())
                .isEqualTo(TestPrograms.server(18));
    }

    @Test
    void aServerThatIsNewerThanEveryClientIsRefused() throws IOException {
        PgTools tools = TestPrograms.onlyIn(List.of(TestPrograms.client(15)));

        Failure failure = catchThrowableOfType(Failure.class, () -> tools.clientFor("pg_dump", 17));

        assertThat(failure)
                .isInstanceOf(Failure.Database.class)
                .hasMessage(
                        "No pg_dump for PostgreSQL 17 or newer [found: %s]",
                        tools.clientFor("pg_dump", 15));
        assertThat(failure.hint()).contains("postgresql-client-17");
    }

    private static List<Path> servers() throws IOException {
        List<Path> places = new ArrayList<>();
        for (int major : TestPrograms.servers()) {
            places.add(TestPrograms.server(major).bin());
        }
        return places;
    }
}
