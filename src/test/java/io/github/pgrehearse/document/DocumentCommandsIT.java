package io.github.pgrehearse.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.Documents;
import io.github.pgrehearse.postgres.ephemeral.EphemeralServer;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.storage.s3.S3Server;
import io.github.pgrehearse.storage.s3.S3Servers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Follows the documents to the letter: runs every command that they tell the reader to type, but
/// for [#NOT_RUN], and compares what is written with what they show, but for [#NOT_COMPARED].
@ExtendWith(S3Servers.Provided.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class DocumentCommandsIT {

    /// Commands that are left out of something, and why.
    ///
    /// @param pattern found in the command
    private record Excepted(Pattern pattern, String reason) implements Predicate<DocumentCommand> {

        Excepted(String pattern, String reason) {
            this(Pattern.compile(pattern), reason);
        }

        @Override
        public boolean test(DocumentCommand command) {
            return pattern.matcher(command.command()).find();
        }
    }

    /// What a document's words ask for, or take for granted, before a command.
    private record Unsaid(String document, String before, String command) {

        boolean isFor(DocumentCommand next) {
            return next.document().equals(Path.of(document)) && next.command().startsWith(before);
        }
    }

    private static final List<Excepted> NOT_RUN =
            List.of(
                    new Excepted(
                            "^docker ", "needs Docker: scripts/test-image, scripts/test-compose"),
                    new Excepted("^cp \\.env\\.example", "to be filled in by hand, for Docker"),
                    new Excepted("^aws ", "is an example of an S3 client; nothing of ours"),
                    new Excepted("^scripts/test$", "runs this test"),
                    new Excepted("^mvn |^export JAVA_HOME=", "builds, which has just been done"),
                    new Excepted("xxhsum|rows\\.sh", "xxhsum is not needed to build; RowHashTest"),
                    new Excepted("demo --keep", "takes long, and the demo has run for README.md"));

    private static final List<Excepted> NOT_COMPARED =
            List.of(
                    new Excepted("doctor$", "shows a database that is to be mended: DoctorIT"),
                    new Excepted("prune --dry-run", "shows backups of two weeks: PruneCommandIT"),
                    new Excepted("globals\\.sql$", "the server is not new: more roles exist"),
                    new Excepted("largeObjects", "the oid differs, and with it the digest"));

    /// What README.md tells to set, and other documents take for granted.
    private static final String SETTINGS =
            "export METRICS_ENABLED=true S3_ENDPOINT=file:///var/backups/pg"
                    + " DATABASE_URL=postgresql://postgres:secret@127.0.0.1:5432/app";

    private static final List<Unsaid> UNSAID =
            List.of(
                    // Shown with an empty store, and no other settings
                    new Unsaid(
                            "README.md",
                            "./pgrehearse serve",
                            "rm -r /var/backups/pg; unset BACKUP_RETENTION_DAYS BACKUP_KEEP_WEEKLY"),
                    new Unsaid(
                            "docs/formats.md",
                            "gunzip -c /tmp/shop",
                            "S3_ENDPOINT=file:///tmp/shop"
                                    + " DATABASE_URL=postgresql://postgres:secret@127.0.0.1:5432/shop"
                                    + " pgrehearse backup"),
                    new Unsaid(
                            "docs/restore.md",
                            "export RESTORE_DATABASE_URL",
                            "pgrehearse backup && pgrehearse drill"),
                    new Unsaid(
                            "docs/runbooks.md",
                            "export RESTORE_DATABASE_URL",
                            "pgrehearse backup && pgrehearse drill"),
                    // Fetched by aws
                    new Unsaid(
                            "docs/restore.md",
                            "sha256sum",
                            "cp /var/backups/pg/postgres-backups/backup_* ."),
                    // A new server has none
                    new Unsaid("docs/restore.md", "psql -X -q -d postgres -f", "dropdb app"));

    private EphemeralServer server;

    @BeforeAll
    void startServer(@TempDir Path directory) throws IOException {
        // For the server's account
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Path> path =
                Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of).toList();
        server =
                EphemeralServer.start(
                        new PgTools(List.of(), path).newestServer(),
                        directory,
                        EphemeralServer.Options.defaults());
        server.createDatabase(
                "shop",
                Files.readString(
                        Path.of("src/main/resources/io/github/pgrehearse/command/demo.sql")));
    }

    @AfterAll
    void stopServer() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void whatADocumentTellsToTypeDoesWhatItShows(Path document, S3Server s3, @TempDir Path home)
            throws Exception {
        try (Reader reader = new Reader(server, s3, home)) {
            for (String database : List.of("app", "app_old", "app_restored", "app_on_new_server")) {
                reader.prepare("dropdb --if-exists --force " + database + " 2>/dev/null");
            }
            reader.prepare("createdb --template shop app");
            if (!document.equals(Path.of("README.md"))) {
                reader.prepare(SETTINGS);
            }
            for (DocumentCommand command : DocumentCommand.in(document)) {
                if (NOT_RUN.stream().noneMatch(each -> each.test(command))) {
                    for (Unsaid unsaid : UNSAID) {
                        if (unsaid.isFor(command)) {
                            reader.prepare(unsaid.command());
                        }
                    }
                    reader.follow(
                            command, NOT_COMPARED.stream().noneMatch(each -> each.test(command)));
                }
            }
        }
    }

    @Test
    void everyExceptionIsOfACommandThatIsThere() throws IOException {
        List<DocumentCommand> commands = new ArrayList<>();
        for (Path document : documents()) {
            commands.addAll(DocumentCommand.in(document));
        }
        assertThat(Stream.concat(NOT_RUN.stream(), NOT_COMPARED.stream()))
                .allMatch(exception -> commands.stream().anyMatch(exception));
        assertThat(UNSAID).allMatch(unsaid -> commands.stream().anyMatch(unsaid::isFor));
        assertThat(commands).hasSizeGreaterThan(40);
    }

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path document : Documents.all()) {
            if (!DocumentCommand.in(document).isEmpty()) {
                documents.add(document);
            }
        }
        return documents;
    }
}
