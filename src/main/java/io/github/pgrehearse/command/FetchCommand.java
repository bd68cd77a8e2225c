package io.github.pgrehearse.command;

import io.github.pgrehearse.config.Settings;
import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.failure.Interruption;
import io.github.pgrehearse.restore.Fetch;
import io.github.pgrehearse.restore.OutputFile;
import io.github.pgrehearse.settings.StoreSettings;
import io.github.pgrehearse.storage.ObjectStore;
import io.github.pgrehearse.storage.s3.Patience;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `pgrehearse fetch`.
@Command(
        name = "fetch",
        header = "Writes the dump of a backup to a file, checked against its manifest on the way.",
        description = {
            "For those who restore by hand. Without -o it goes to the standard output, and is good only"
                    + " if the exit status is 0. A file appears only when it is whole and as the"
                    + " manifest says."
        })
final class FetchCommand implements Callable<Integer> {

    private final Wiring wiring;

    @Parameters(
            paramLabel = "BACKUP",
            description =
                    "A name as 'list' prints it, 'latest', 'latest-proven', or a time in UTC such as"
                            + " 2024-02-07: the newest at or before the end of that day.")
    private String backup = "latest";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @ArgGroup private Form form = new Form();

    /// At most one of these.
    private static final class Form {
        @Option(names = "--as-stored", description = "The dump as it is stored, compressed.")
        private boolean asStored;

        @Option(names = "--globals", description = "The roles and the database's own settings.")
        private boolean globals;

        @Option(names = "--manifest", description = "What the dump must contain, as JSON.")
        private boolean manifest;

        Fetch.Part part() {
            if (globals) {
                return Fetch.Part.GLOBALS;
            }
            if (manifest) {
                return Fetch.Part.MANIFEST;
            }
            return asStored ? Fetch.Part.DUMP_AS_STORED : Fetch.Part.DUMP;
        }
    }

    FetchCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws IOException {
        if (form.part() == Fetch.Part.DUMP_AS_STORED
                && output.isEmpty()
                && wiring.surroundings().terminal()) {
            throw new Failure.Settings(
                    "Compressed data is not for a terminal",
                    "Name a file with -o, or redirect the standard output.");
        }
        Settings settings = wiring.read(wiring.besideData(), List.of(StoreSettings.class));
        ObjectStore store = wiring.store(settings, Patience.LONG);
        Fetch fetch = new Fetch(store, wiring.catalog(settings, store), wiring.log());
        if (output.isEmpty()) {
            toStandardOutput(fetch);
            return 0;
        }
        try (OutputFile file = OutputFile.create(output.get(), force)) {
            fetch.run(backup, wiring.now(), form.part(), file);
            file.publish();
        }
        return 0;
    }

    private void toStandardOutput(Fetch fetch) throws IOException {
        try {
            fetch.run(backup, wiring.now(), form.part(), new CheckedOutput(wiring.out()));
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw new Interruption(
                    "What was written to the standard output is not whole: use nothing of it.");
        }
    }

    /// The standard output, which by itself keeps quiet about what goes wrong.
    private static final class CheckedOutput extends FilterOutputStream {

        private final PrintStream stream;

        CheckedOutput(PrintStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public void write(byte[] piece, int offset, int length) throws IOException {
            stream.write(piece, offset, length);
            flush();
        }

        @Override
        public void flush() throws IOException {
            if (stream.checkError()) {
                throw new Failure.Store(
                        Failure.Store.Kind.DENIED,
                        "Cannot write to the standard output [it was closed, or its disk is full]",
                        "See to what reads it, or name a file with -o.",
                        null);
            }
        }
    }
}
