package io.github.pgrehearse.postgres.ephemeral;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.program.Invocation;
import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Starts the process of a throw-away server whose data directory was made.
record ServerLaunch(ServerAccount account, ServerPrograms programs, ServerDirectory directory) {

    private static final Duration TIME_TO_START = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(15);
    private static final int PORTS_TRIED = 5;
    private static final int LOG_LINES_SHOWN = 5;

    /// Where a server may listen. The port may be taken again before the server gets to it.
    interface Ports {
        int free() throws IOException;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket =
                new ServerSocket(0, 1, InetAddress.ofLiteral(EphemeralServer.HOST))) {
            return socket.getLocalPort();
        }
    }

    /// Starts it, and returns on which port it accepts connections.
    ///
    /// @throws Failure.Database if it does not start
    int run(Ports ports) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = ports.free();
            if (awaitReady(start(port))) {
                return port;
            }
            String log = new ForeignFile(directory.log()).end();
            if (attempt == PORTS_TRIED || !log.contains("Address already in use")) {
                throw new Failure.Database(
                        "Cannot start a temporary PostgreSQL server [%s]"
                                .formatted(
                                        new Invocation.Outcome(-1, log).lastWords(LOG_LINES_SHOWN)),
                        "The words in brackets are the server's own: it was started from %s in %s."
                                .formatted(programs.bin(), directory.top()));
            }
        }
    }

    private Process start(int port) throws IOException {
        List<String> command = new ArrayList<>();
        // In a session of its own, so that Ctrl-C on our terminal is told to us alone
        if (new File("/usr/bin/setsid").canExecute()) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(
                account.run(
                        List.of(
                                programs.postgres().toString(),
                                "-D",
                                directory.data().toString(),
                                "-p",
                                Integer.toString(port))));
        return Invocation.prepare(command, directory.server())
                .redirectOutput(directory.log().toFile())
                .start();
    }

    /// True once the server accepts connections, false if it ended instead.
    private boolean awaitReady(Process process) throws IOException {
        long deadline = System.nanoTime() + TIME_TO_START.toNanos();
        try {
            while (!process.waitFor(POLL)) {
                List<String> status = directory.status();
                if (status.size() >= 8 && status.get(7).equals("ready")) {
                    return true;
                }
                if (System.nanoTime() > deadline) {
                    throw new Failure.Database(
                            "Cannot start a temporary PostgreSQL server [not ready after %d s]"
                                    .formatted(TIME_TO_START.toSeconds()),
                            "See whether this machine is short of processor time or of disk.");
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a server was starting");
        }
    }
}
