package io.github.pgrehearse.postgres.program;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's programs for the tests: servers of every supported major, and the client programs
/// of some.
///
/// `scripts/postgresql-for-tests` puts them below `.cache/postgresql` of the project. Where it
/// cannot, somebody installed them by hand: in a directory of `PG_BIN_DIR`, or in a usual place.
public final class TestPrograms {

    /// The majors whose client programs are there. There is none of 14 and of 16, so these servers
    /// are dumped by the next newer one, as they are for a user who has no other.
    public static final List<Integer> CLIENTS = List.of(15, 17, 18);

    private static final int OLDEST_SERVER = 14;
    private static final int NEWEST_SERVER = 18;

    private static final PgTools EVERYWHERE = everywhere();

    private TestPrograms() {}

    /// The majors of the servers that are there: all that pgrehearse supports.
    public static List<Integer> servers() {
        return IntStream.rangeClosed(OLDEST_SERVER, NEWEST_SERVER).boxed().toList();
    }

    /// The programs of a server of exactly this major.
    public static ServerPrograms server(int major) throws IOException {
        ServerPrograms server = EVERYWHERE.serverFor(major);
        require(server, major, server.version());
        return server;
    }

    /// The directory that holds the client programs of exactly this major.
    public static Path client(int major) throws IOException {
        Program program = EVERYWHERE.clientFor("pg_dump", major);
        require(program, major, program.version());
        return Objects.requireNonNull(program.path().getParent());
    }

    /// The directories of the client programs of these majors.
    public static List<Path> clients(List<Integer> majors) throws IOException {
        List<Path> places = new ArrayList<>();
        for (int major : majors) {
            places.add(client(major));
        }
        return places;
    }

    /// Programs that are looked for in these directories and nowhere else, whatever is installed on
    /// this machine.
    public static PgTools onlyIn(List<Path> places) {
        Path withoutUsualPlaces = Path.of("src").toAbsolutePath();
        return new PgTools(places, List.of(), withoutUsualPlaces, Duration.ofSeconds(10));
    }

    private static PgTools everywhere() {
        List<Path> places = new ArrayList<>(directories(System.getenv("PG_BIN_DIR")));
        Path brought = Path.of(".cache", "postgresql").toAbsolutePath();
        if (Files.isDirectory(brought)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(brought)) {
                found.forEach(place -> places.add(place.resolve("bin")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new PgTools(places, directories(System.getenv("PATH")));
    }

    private static List<Path> directories(@Nullable String list) {
        return Optional.ofNullable(list).stream()
                .flatMap(each -> Arrays.stream(each.split(File.pathSeparator, -1)))
                .filter(place -> !place.isBlank())
                .map(Path::of)
                .toList();
    }

    private static void require(Object found, int major, ServerVersion version) {
        if (version.major() != major) {
            throw new AssertionError(
                    "Run scripts/setup --tests: PostgreSQL %d is missing, there is only %s"
                            .formatted(major, found));
        }
    }
}
