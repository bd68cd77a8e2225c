package io.github.pgrehearse.command;

import io.github.pgrehearse.drill.Drill;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.postgres.connection.ConnectionUri;
import io.github.pgrehearse.postgres.program.PgTools;
import io.github.pgrehearse.postgres.sandbox.EphemeralSandbox;
import io.github.pgrehearse.postgres.sandbox.Leftovers;
import io.github.pgrehearse.postgres.sandbox.Sandbox;
import io.github.pgrehearse.postgres.sandbox.ServerSandbox;
import io.github.pgrehearse.postgres.sandbox.Wanted;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where backups are restored: in a server of their own, or on one that is there.
///
/// @param ephemeral whether to start a server; if not, or if its programs are not installed, the
///   backup is restored on `server`, if there is that
/// @param trust whether what is restored on a server that is there may do whatever its user may
/// @param limit how long a statement may take on a server that is there
record SandboxChoice(
        boolean ephemeral,
        Optional<ConnectionUri> server,
        boolean trust,
        Duration limit,
        PgTools tools,
        Path temporary,
        System.Logger log)
        implements Drill.Sandboxes {

    @Override
    public Sandbox open(Wanted wanted) throws IOException {
        return server.isPresent() && !(ephemeral && isInstalledFor(wanted))
                ? ServerSandbox.open(server.get(), trust, limit, wanted, log)
                : EphemeralSandbox.open(tools, temporary, wanted);
    }

    /// Clears away what drills have left that were killed, in both kinds of sandboxes. Each opening
    /// does so too, for its kind.
    void clearLeftovers() throws InterruptedIOException {
        Leftovers leftovers = new Leftovers(log);
        leftovers.clear(temporary);
        if (server.isPresent()) {
            leftovers.clear(server.get());
        }
    }

    private boolean isInstalledFor(Wanted wanted) throws IOException {
        try {
            if (wanted.major().isPresent()) {
                tools.serverFor(wanted.major().get());
            } else {
                tools.newestServer();
            }
            return true;
        } catch (Failure.Database notInstalled) {
            return false;
        }
    }
}
