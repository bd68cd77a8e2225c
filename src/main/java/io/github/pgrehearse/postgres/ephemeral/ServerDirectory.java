package io.github.pgrehearse.postgres.ephemeral;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.Invocation;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The directory of a throw-away server, and the means to end both, also long after the process
/// that made them was killed.
///
/// ```
/// pgrehearse-server-<random>/   ours; others may only pass through
///   lock                        locked by the owner for as long as that lives
///   owner                       the owner's process id, and when that process began
///   server/                     belongs to the user that runs the server
///     data/  log
/// ```
///
/// The kernel gives up the lock with the process that holds it, however that ends. So a lock that
/// can be had is proof that the owner is gone, which a process id alone is not: ids are used again,
/// and mean nothing across containers that share a directory. The id serves to recognise one's own,
/// whose lock must not even be tried: a process that opens and closes a file gives up every lock
/// that it holds on it.
final class ServerDirectory {

    private static final String PREFIX = "pgrehearse-server-";
    private static final Duration TIME_TO_LOCK = Duration.ofMinutes(1);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(10);
    private static final Duration TIME_TO_DIE = Duration.ofMillis(200);
    private static final Duration TIME_TO_REMOVE = Duration.ofMinutes(5);

    /// How often processes are killed that start others as quickly.
    private static final int ROUNDS = 50;

    private final Path top;
    private final FileChannel lock;

    private ServerDirectory(Path top, FileChannel lock) {
        this.top = top;
        this.lock = lock;
    }

    /// Makes a new one in `tempDir`, owned by this process.
    static ServerDirectory create(Path tempDir) throws IOException {
        Path top = Files.createTempDirectory(tempDir.toAbsolutePath(), PREFIX);
        ServerDirectory directory = new ServerDirectory(top, openLock(top));
        try {
            if (directory.lock.tryLock() == null) {
                throw new IOException("a new file is locked already: " + top);
            }
            Files.writeString(top.resolve("owner"), thisProcess());
            Files.createDirectory(
                    directory.server(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwx--x--x"));
            return directory;
        } catch (IOException e) {
            directory.remove();
            throw e;
        }
    }

    /// Takes over those in `tempDir` whose owner is gone. Another user's are not touched.
    static List<ServerDirectory> orphans(Path tempDir) throws IOException {
        Object ourselves = userOf(tempDir);
        List<ServerDirectory> orphans = new ArrayList<>();
        try (DirectoryStream<Path> candidates =
                Files.newDirectoryStream(tempDir.toAbsolutePath(), PREFIX + "*")) {
            for (Path top : candidates) {
                try {
                    if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)
                            && Files.getAttribute(top, "unix:uid").equals(ourselves)) {
                        adopt(top).ifPresent(orphans::add);
                    }
                } catch (NoSuchFileException e) {
                    // its owner has just removed it
                }
            }
        }
        return orphans;
    }

    private static Optional<ServerDirectory> adopt(Path top) throws IOException {
        Path owner = top.resolve("owner");
        if (Files.exists(owner)
                ? Files.readString(owner).equals(thisProcess())
                : Files.getLastModifiedTime(top)
                        .toInstant()
                        .isAfter(Instant.now().minus(TIME_TO_LOCK))) {
            return Optional.empty();
        }
        FileChannel lock = openLock(top);
        try {
            if (lock.tryLock() != null) {
                return Optional.of(new ServerDirectory(top, lock));
            }
        } catch (OverlappingFileLockException e) {
            // another thread of ours is about to remove it
        }
        lock.close();
        return Optional.empty();
    }

    private static FileChannel openLock(Path top) throws IOException {
        return (FileChannel)
                Files.newByteChannel(
                        top.resolve("lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
    }

    private static String thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return "%d %s".formatted(self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    /// Java does not tell who we are, but whom a new file belongs to.
    private static Object userOf(Path tempDir) throws IOException {
        Path probe = Files.createTempFile(tempDir, "pgrehearse-", ".probe");
        try {
            return Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    Path top() {
        return top;
    }

    /// What belongs to the user that runs the server.
    Path server() {
        return top.resolve("server");
    }

    Path data() {
        return server().resolve("data");
    }

    Path log() {
        return server().resolve("log");
    }

    /// Stops the server, with whatever it started, and removes everything. Takes seconds at the
    /// most (but for a large directory), and is not to be interrupted.
    void end() throws IOException {
        try {
            stop();
        } finally {
            remove();
        }
    }

    /// Without its last checkpoint, which nobody will miss. A server that does not obey is killed,
    /// and so is what it left behind.
    private void stop() throws IOException {
        List<ProcessHandle> running = processes();
        Optional<ProcessHandle> postmaster = postmaster(running);
        if (postmaster.isPresent()) {
            // Java can send only SIGTERM, which waits for every client, and SIGKILL, which leaves
            // shared memory behind
            String pid = Long.toString(postmaster.get().pid());
            new Invocation(
                            List.of("/bin/sh", "-c", "kill -QUIT \"$0\"", pid),
                            Path.of("/"),
                            TIME_TO_STOP)
                    .run();
            await(postmaster.get(), TIME_TO_STOP);
        }
        List<ProcessHandle> left = processes();
        for (int round = 0; !left.isEmpty() && round < ROUNDS; round++) {
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(process -> await(process, TIME_TO_DIE));
            left = processes(); // they may have started others meanwhile
        }
        if (!left.isEmpty()) {
            throw new Failure.Database(
                    "Failed to end the processes of a temporary PostgreSQL server [%d are left in %s]"
                            .formatted(left.size(), server()),
                    "Kill them by hand, and remove the directory.");
        }
    }

    private static void await(ProcessHandle process, Duration patience) {
        CompletableFuture<ProcessHandle> exit = process.onExit();
        exit.completeOnTimeout(process, patience.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private Optional<ProcessHandle> postmaster(List<ProcessHandle> running) {
        return status().stream()
                .limit(1)
                .flatMap(pid -> running.stream().filter(p -> Long.toString(p.pid()).equals(pid)))
                .findFirst();
    }

    /// The lines of the file in which the server tells its process id (first) and state (eighth).
    List<String> status() {
        try {
            return new ForeignFile(data().resolve("postmaster.pid"))
                    .end()
                    .lines()
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            // not there yet, or no more
            return List.of();
        }
    }

    /// The processes that were started on this directory or work in it. By looking at them, not by
    /// the id that a file names: that may be somebody else's by now.
    private List<ProcessHandle> processes() throws IOException {
        if (!Files.exists(server())) {
            return List.of();
        }
        String user = Files.getOwner(server()).getName();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().user().filter(user::equals).isPresent())
                .filter(process -> isStartedHere(process) || worksHere(process))
                .toList();
    }

    private boolean isStartedHere(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> List.of(arguments).contains(data().toString()))
                .isPresent();
    }

    /// A server's children show no arguments, but stay in its directory. Only Linux tells.
    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(server());
        } catch (IOException e) {
            return false;
        }
    }

    private void remove() throws IOException {
        try (lock) {
            // Unlike a walk in Java, it cannot be led astray by links that appear meanwhile
            Invocation.Outcome outcome =
                    new Invocation(
                                    List.of("rm", "-rf", "--", top.toString()),
                                    Path.of("/"),
                                    TIME_TO_REMOVE)
                            .run();
            if (!outcome.succeeded()) {
                throw new Failure.Database(
                        "Failed to remove a temporary PostgreSQL server [%s]"
                                .formatted(outcome.lastWords(1)),
                        "Remove the directory %s by hand.".formatted(top));
            }
        }
    }
}
