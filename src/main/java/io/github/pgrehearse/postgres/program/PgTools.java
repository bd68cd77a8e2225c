package io.github.pgrehearse.postgres.program;

import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// PostgreSQL's programs as they are installed on this machine.
///
/// They are looked for in the places the operator named, then where the packages of the usual
/// systems put them, then on the `PATH`. Each candidate is asked for its version when a program of
/// its name is first needed. One that answers is not asked again; one that does not is passed over,
/// named in the failure if nothing else fits, and asked again next time: it may have been mended.
public final class PgTools {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)(?:\\.(\\d+))?");

    private final Places places;
    private final Duration limit;
    private final Map<Path, Answer> answers = new HashMap<>();

    private sealed interface Answer {
        record Works(Program program) implements Answer {}

        record Broken(Path candidate, String reason) implements Answer {}
    }

    /// Looks in absolute directories only.
    ///
    /// @param configured the directories that the operator named, looked into first
    /// @param path the directories of the `PATH`, looked into last
    public PgTools(List<Path> configured, List<Path> path) {
        this(configured, path, Path.of("/"), Duration.ofSeconds(10));
    }

    PgTools(List<Path> configured, List<Path> path, Path root, Duration limit) {
        this.places = new Places(configured, path, root);
        this.limit = limit;
    }

    /// The client program (`pg_dump`, `psql` …) to use with a server of `serverMajor`: the newest
    /// minor of the same major, else of the next newer one that is installed, never an older one.
    public Program clientFor(String program, int serverMajor) throws IOException {
        List<Answer> asked = ask(program);
        return bestFor(serverMajor, working(asked).toList(), found -> found.version().major())
                .orElseThrow(() -> noneFits(program, serverMajor, "client", asked));
    }

    /// The programs that run a server of `major`, chosen as [#clientFor] chooses.
    public ServerPrograms serverFor(int major) throws IOException {
        List<Answer> asked = ask("postgres");
        return bestFor(major, servers(asked), found -> found.version().major())
                .orElseThrow(() -> noneFits("postgres", major, "server", asked));
    }

    /// The programs that run the newest server that is installed.
    public ServerPrograms newestServer() throws IOException {
        List<Answer> asked = ask("postgres");
        return servers(asked).stream()
                .findFirst()
                .orElseThrow(() -> noneFits("postgres", 14, "server", asked));
    }

    /// Every working program of this name, in the order of the search.
    public List<Program> installed(String program) throws IOException {
        return working(ask(program)).toList();
    }

    private static Stream<Program> working(List<Answer> asked) {
        return asked.stream()
                .filter(Answer.Works.class::isInstance)
                .map(answer -> ((Answer.Works) answer).program());
    }

    /// Distributions split client and server packages, so a place may have `postgres` and not be a
    /// whole installation.
    private static List<ServerPrograms> servers(List<Answer> asked) {
        return working(asked)
                .map(postgres -> new ServerPrograms(parent(postgres.path()), postgres.version()))
                .filter(server -> Files.isExecutable(server.initdb()))
                .toList();
    }

    private static <P> Optional<P> bestFor(int major, List<P> found, ToIntFunction<P> majorOf) {
        return found.stream()
                .filter(candidate -> majorOf.applyAsInt(candidate) >= major)
                .min(Comparator.comparingInt(majorOf));
    }

    private static Path parent(Path program) {
        Path parent = program.getParent();
        return parent == null ? program : parent;
    }

    /// Newest minor first within a major, so that choosing a major chooses its newest minor; the
    /// order of the search decides between equals.
    private synchronized List<Answer> ask(String program) throws IOException {
        List<Answer> asked = new ArrayList<>();
        for (Path candidate : places.candidates(program)) {
            Answer answer = answers.get(candidate);
            if (answer == null) {
                answer = askVersion(program, candidate);
            }
            if (answer instanceof Answer.Works) {
                answers.put(candidate, answer);
            }
            asked.add(answer);
        }
        asked.sort(Comparator.comparingInt(PgTools::versionNumber).reversed());
        return asked;
    }

    private static int versionNumber(Answer answer) {
        return switch (answer) {
            case Answer.Works(Program program) -> program.version().number();
            case Answer.Broken _ -> 0;
        };
    }

    private Answer askVersion(String program, Path candidate) throws InterruptedIOException {
        try {
            Invocation.Outcome outcome =
                    new Invocation(List.of(candidate.toString(), "--version"), places.root(), limit)
                            .run();
            Matcher version = VERSION.matcher(outcome.output());
            if (outcome.succeeded() && version.find()) {
                String minor = version.group(2); // absent in 19devel and 18beta1
                ServerVersion told =
                        ServerVersion.of(
                                Integer.parseInt(version.group(1)),
                                minor == null ? 0 : Integer.parseInt(minor));
                return new Answer.Works(new Program(program, candidate, told));
            }
            String words = outcome.lastWords(1);
            return new Answer.Broken(candidate, words.isEmpty() ? "says no version" : words);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return new Answer.Broken(candidate, String.valueOf(e.getMessage()));
        }
    }

    private Failure noneFits(String program, int major, String kind, List<Answer> asked) {
        String found =
                asked.stream()
                        .map(answer ->
                                switch (answer) {
                                    case Answer.Works(Program works) -> works.toString();
                                    case Answer.Broken(Path candidate, String reason) ->
                                            "%s does not work: %s".formatted(candidate, reason);
                                })
                        .collect(Collectors.joining(", "));
        return new Failure.Database(
                "No %s for PostgreSQL %d or newer [found: %s%s]"
                        .formatted(
                                program,
                                major,
                                found.isEmpty() ? "none" : found,
                                complaints(program)),
                ("Install the %1$s programs of PostgreSQL %2$d: apt-get install %3$s-%2$d on Debian"
                                + " and Ubuntu (from the PostgreSQL project's packages where the"
                                + " system's own have no %2$d), apk add postgresql%2$d%4$s on"
                                + " Alpine, brew install postgresql@%2$d on macOS; or name the"
                                + " directory that holds them in PG_BIN_DIR.")
                        .formatted(
                                kind,
                                major,
                                kind.equals("client") ? "postgresql-client" : "postgresql",
                                kind.equals("client") ? "-client" : ""));
    }

    private String complaints(String program) {
        List<String> complaints = places.complaints(program);
        return complaints.isEmpty() ? "" : "; of PG_BIN_DIR: " + String.join(", ", complaints);
    }
}
