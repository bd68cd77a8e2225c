package io.github.pgrehearse;

import io.github.pgrehearse.command.Pgrehearse;
import io.github.pgrehearse.command.Surroundings;
import io.github.pgrehearse.endpoint.EndpointServer;
import io.github.pgrehearse.log.LastingLogManager;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The only class that touches the process: its environment, its streams, its signals, its exit
/// status.
final class Main {

    /// How long what was begun may take to be undone once the process has been told to end.
    private static final int GRACE_SECONDS = 9;

    private static final int LOOKS_A_SECOND = 4;
    private static final Pattern DUMP_OR_RESTORE =
            Pattern.compile("\\b(pg_dump|pg_dumpall|psql)\\b");

    private Main() {}

    static void main(String[] arguments) throws ExecutionException, InterruptedException {
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        EndpointServer.LIMITS.forEach(System::setProperty);
        AtomicBoolean stopping = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        Pgrehearse program = new Pgrehearse(surroundings(), () -> isStopping(stopping));
        FutureTask<Integer> run = new FutureTask<>(() -> program.run(arguments));
        // A virtual thread can be interrupted while it waits for the database or the store
        Thread work = Thread.ofVirtual().name("work").unstarted(run);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(work, stopping, done)));

        work.start();
        int status;
        try {
            status = run.get();
        } finally {
            done.countDown();
        }
        // after a signal this only waits for the end: the status is the signal's
        System.exit(status);
    }

    /// Ctrl-C reaches the programs that were started too: one may die of it, and be missed, a
    /// moment before we hear of it ourselves.
    private static boolean isStopping(AtomicBoolean stopping) {
        try {
            for (int wait = 0; wait < 20 && !stopping.get(); wait++) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stopping.get();
    }

    /// On SIGTERM and SIGINT: ends the programs that were started, whose output the work may be
    /// waiting for, interrupts the work, and gives it time to clean up.
    private static void stop(Thread work, AtomicBoolean stopping, CountDownLatch done) {
        if (done.getCount() == 0) {
            return;
        }
        stopping.set(true);
        work.interrupt();
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        try {
            if (!isUndone(done)) {
                System.err.println(
                        "ERROR: What was begun could not be undone in time: the next run will.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits, and ends what was just being started when the others were ended; but nothing that
    /// undoes.
    private static boolean isUndone(CountDownLatch done) throws InterruptedException {
        for (int look = 0; look < GRACE_SECONDS * LOOKS_A_SECOND; look++) {
            if (done.await(1000 / LOOKS_A_SECOND, TimeUnit.MILLISECONDS)) {
                return true;
            }
            ProcessHandle.current()
                    .descendants()
                    .filter(program ->
                            DUMP_OR_RESTORE.matcher(program.info().commandLine().orElse("")).find())
                    .forEach(ProcessHandle::destroy);
        }
        return false;
    }

    private static Surroundings surroundings() {
        @Nullable String version = Main.class.getPackage().getImplementationVersion();
        return new Surroundings(
                System.getenv(),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.in,
                isTerminal(),
                Clock.systemUTC(),
                Runtime.getRuntime().availableProcessors(),
                Path.of(System.getProperty("java.io.tmpdir")),
                version == null ? "development" : version);
    }

    /// There is no console where the output is no terminal; since 25 again, whatever the checker
    /// believes.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }
}
