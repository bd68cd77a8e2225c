package io.github.pgrehearse.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.Traffic;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a [DirectoryStore] does among real processes, on a real full disk, as a real other user.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DirectoryStoreProcessTest {

    @TempDir private Path temporary;

    private final List<Process> children = new ArrayList<>();
    private Path root;

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
    }

    @AfterEach
    void endChildren() {
        children.forEach(Process::destroyForcibly);
    }

    @Test
    void whatAKilledProcessLeftIsSweptAndWhatALivingOneWritesIsNot() throws Exception {
        DirectoryStore store = new DirectoryStore(root, new Traffic());
        Process writer = start(List.of(), root, "hold");
        try (BufferedReader lines = writer.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("holding");

            assertThat(store.sweep("folder", _ -> false)).isZero();
            assertThat(files()).hasSize(1);

            // SIGKILL
            writer.destroyForcibly().waitFor();
        }
        assertThat(store.list("folder")).isEmpty();
        assertThat(files()).hasSize(1);
        assertThat(store.sweep("folder", _ -> false)).isEqualTo(1);
        assertThat(files()).isEmpty();
    }

    @Test
    void aProcessSweepsNothingOfALivingOneThatSweptBefore() throws Exception {
        DirectoryStore store = new DirectoryStore(root, new Traffic());
        try (ObjectWriter writer = store.create(new ObjectKey("folder/name"), 1)) {
            writer.write(1);
            assertThat(store.sweep("folder", _ -> false)).isZero();
            assertThat(new DirectoryStore(root, new Traffic()).sweep("folder", _ -> false))
                    .isZero();

            assertThat(run(List.of(), root, "sweep")).containsExactly("0");

            writer.commit();
        }
        assertThat(files()).containsExactly("name");
    }

    @Test
    void aFullDiskIsToldAndLeavesNothingBehind() throws Exception {
        List<String> onAFullDisk =
                List.of(
                        "unshare",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=1m none \"$0\" && \"$@\" && find \"$0\" -type f",
                        root.toString());

        assertThat(run(onAFullDisk, root, "put", "fill", "sweep", "list"))
                .containsExactly(
                        "committed",
                        "DENIED: No space left on device [" + root + "/folder/filling]",
                        "0",
                        "[folder/put]",
                        root + "/folder/put");
    }

    @Test
    void aReadOnlyFileSystemIsTold() throws Exception {
        List<String> readOnly =
                List.of(
                        "unshare",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o ro none \"$0\" && \"$@\"",
                        root.toString());

        assertThat(run(readOnly, root, "put", "list"))
                .containsExactly(
                        "DENIED: Access Denied [%s/folder/put: the file system is read-only]"
                                .formatted(root),
                        "[]");
    }

    @Test
    void anotherUsersStoreIsToldInPlainWords() throws Exception {
        Path folder = Files.createDirectory(root.resolve("folder"));
        Path object = Files.writeString(folder.resolve("name"), "content");
        Path unfinished = Files.createFile(folder.resolve(".pgrehearse-dead.unfinished"));
        for (Path open : List.of(temporary, root)) {
            permit(open, "rwxr-xr-x");
        }
        permit(folder, "r-xr-xr-x");
        permit(object, "---------");
        permit(unfinished, "---------");

        List<String> said = run(asNobody(), root, "list", "read", "put", "sweep");
        permit(folder, "r--r--r--");
        List<String> saidOfSealed = run(asNobody(), root, "list");
        permit(folder, "rwxr-xr-x");

        assertThat(said)
                .containsExactly(
                        "[folder/name]",
                        "DENIED: Access Denied [" + object + "]",
                        "DENIED: Access Denied [" + folder + "/put]",
                        "0");
        assertThat(saidOfSealed).singleElement().asString().startsWith("DENIED: Access Denied [");
        assertThat(files()).containsExactly(".pgrehearse-dead.unfinished", "name");
    }

    /// Root may do anything; so a test that runs as root starts its child as nobody.
    private static List<String> asNobody() throws IOException {
        boolean root =
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        return root
                ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                : List.of();
    }

    private static void permit(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private List<String> run(List<String> prefix, Path root, String... words) throws Exception {
        Process child = start(prefix, root, words);
        try (BufferedReader lines = child.inputReader()) {
            List<String> said = lines.lines().toList();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
            return said;
        }
    }

    private Process start(List<String> prefix, Path root, String... words) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx32m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", classes(), StoreProgram.class.getName(), root.toString()));
        command.addAll(List.of(words));
        Process child =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        children.add(child);
        return child;
    }

    /// A copy of the program's classes that every user can read, wherever the build lies.
    private String classes() throws IOException, URISyntaxException {
        Path copy = Files.createDirectories(temporary.resolve("classes"));
        permit(temporary, "rwxr-xr-x");
        for (Class<?> type : List.of(DirectoryStore.class, StoreProgram.class)) {
            Path from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = copy.resolve(from.relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    if (!Files.exists(to)) {
                        Files.copy(file, to);
                    }
                }
            }
        }
        return copy.toString();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> entries = Files.list(root.resolve("folder"))) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
