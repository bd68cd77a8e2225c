package io.github.pgrehearse.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.ProgramRun;
import io.github.pgrehearse.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What is fetched is what was written, or is not there.
@ExtendWith(TestServer.Provided.class)
@Timeout(180)
final class FetchIT {

    @TempDir Path directory;

    private RestoreScene scene;
    private Path files;
    private Path file;

    @BeforeEach
    void backUp(TestServer server) throws Exception {
        scene = new RestoreScene(directory);
        files = Files.createDirectory(directory.resolve("files"));
        file = files.resolve("dump.sql");
        String database = server.createDatabase();
        server.runText(
                database,
                "CREATE TABLE t AS SELECT i, md5(i::text) AS m FROM generate_series(1, 20000) AS i;");
        scene.backUp(server.server(), database);
    }

    private ProgramRun fetch(String... options) throws Exception {
        String[] words = new String[options.length + 2];
        words[0] = "fetch";
        words[1] = "latest";
        System.arraycopy(options, 0, words, 2, options.length);
        return scene.program().run(words);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(files)) {
            return all.toList();
        }
    }

    @Test
    void writesTheDumpToAFile() throws Exception {
        ProgramRun run = fetch("-o", file.toString());

        RestoreScene.succeeds(run);
        assertThat(run.err()).contains("size and SHA-256 are as its manifest says");
        assertThat(Files.readString(file))
                .startsWith("--\n-- PostgreSQL database dump")
                .contains("COPY public.t (i, m) FROM stdin;\n1\t");
        assertThat(left()).containsExactly(file);
    }

    @Test
    void writesTheDumpToTheStandardOutput() throws Exception {
        ProgramRun run = fetch();

        RestoreScene.succeeds(run);
        assertThat(run.out())
                .startsWith("--\n-- PostgreSQL database dump")
                .contains("-- PostgreSQL database dump complete");
    }

    @Test
    void writesWhatIsStored() throws Exception {
        RestoreScene.succeeds(fetch("--as-stored", "-o", file.toString()));

        assertThat(file).hasSameBinaryContentAs(scene.dump());
    }

    @Test
    void writesTheCompanions() throws Exception {
        assertThat(fetch("--manifest").out()).contains("\"format\"");
        assertThat(fetch("--globals").out()).contains("CREATE ROLE");
    }

    @Test
    void replacesNoFileUnlessItIsForced() throws Exception {
        Files.writeString(file, "precious");

        RestoreScene.fails(fetch("-o", file.toString()), 2, "File exists already [");
        assertThat(file).hasContent("precious");
        RestoreScene.fails(fetch("--force", "-o", files.toString()), 2, "File exists already [");

        RestoreScene.succeeds(fetch("--force", "-o", file.toString()));
        assertThat(file).content().startsWith("--\n-- PostgreSQL database dump");
    }

    @Test
    void leavesNothingOfADumpThatIsDamaged() throws Exception {
        byte[] whole = Files.readAllBytes(scene.dump());

        Files.write(scene.dump(), Arrays.copyOf(whole, whole.length / 2));
        RestoreScene.fails(fetch("-o", file.toString()), 40, "Compressed data is damaged [");
        RestoreScene.fails(
                fetch("--as-stored", "-o", file.toString()),
                40,
                "The dump is not what was written [");

        byte[] flipped = whole.clone();
        flipped[flipped.length / 2] ^= 1;
        Files.write(scene.dump(), flipped);
        assertThat(fetch("-o", file.toString()).status()).isEqualTo(40);
        RestoreScene.fails(fetch("--as-stored", "-o", file.toString()), 40, "SHA-256");
        assertThat(fetch("--manifest").status()).isZero();

        assertThat(left()).isEmpty();
    }

    @Test
    void leavesNothingWhereTheDiskIsFull() throws Exception {
        ProgramRun run =
                scene.program()
                        .by("prlimit", "--fsize=500000")
                        .run("fetch", "latest", "-o", file.toString());

        RestoreScene.fails(run, 30, "Cannot write the file [");
        assertThat(left()).isEmpty();
    }

    @Test
    void saysWhenItCannotBeWritten() throws Exception {
        ProgramRun run =
                scene.program().by("sh", "-c", "\"$@\" >/dev/full", "sh").run("fetch", "latest");

        RestoreScene.fails(run, 30, "Cannot write to the standard output [");
    }
}
