package io.github.pgrehearse.postgres.ephemeral;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.pgrehearse.failure.Failure;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// Closes this process to others of the same user, on Linux: they can read neither its environment
/// nor its memory any more, until it ends.
///
/// Else what a restored function runs, as the user of its server, would only have to read
/// `/proc/<pid>/environ`.
final class Undumpable {

    /// There is one where others can look into a process.
    private static final Path ENVIRONMENT = Path.of("/proc/self/environ");

    /// Source: Linux, `include/uapi/linux/prctl.h`.
    private static final int PR_SET_DUMPABLE = 4;

    private Undumpable() {}

    /// Closes it, and has the programs that it starts begin without its environment: Java's own,
    /// which starts the others, would have it for a moment. What Java knows of the environment it
    /// has read before.
    ///
    /// @throws Failure.Database if that cannot be done
    @SuppressWarnings("restricted") // native access is what it takes
    static void become() throws Failure.Database {
        if (!Files.exists(ENVIRONMENT)) {
            return;
        }
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle prctl =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("prctl"),
                            FunctionDescriptor.of(
                                    JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                            Linker.Option.firstVariadicArg(1));
            MethodHandle clearenv =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("clearenv"),
                            FunctionDescriptor.of(JAVA_INT));
            int open = (int) prctl.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
            int kept = (int) clearenv.invokeExact();
            if (open == 0 && kept == 0) {
                return;
            }
            throw refused("prctl: %d, clearenv: %d".formatted(open, kept));
        } catch (Failure.Database | Error e) {
            throw e;
        } catch (Throwable e) { // which is what method handles declare
            throw refused(e.toString());
        }
    }

    private static Failure.Database refused(String why) {
        return new Failure.Database(
                "Cannot start a temporary PostgreSQL server [what it restores could read our"
                        + " environment: %s]".formatted(why),
                "Run pgrehearse as root, or set VERIFY_DATABASE_URL to restore into another server.");
    }
}
