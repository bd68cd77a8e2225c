package io.github.pgrehearse.storage.directory;

import io.github.pgrehearse.failure.Failure;
import io.github.pgrehearse.storage.ObjectKey;
import io.github.pgrehearse.storage.ObjectWriter;
import io.github.pgrehearse.storage.Traffic;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/// A program of its own that uses a [DirectoryStore], for what only another process can show: dying
/// while it writes, writing to a full disk, being somebody else.
///
/// Arguments are the root of the store and words that say what to do; it prints a line for each.
final class StoreProgram {

    private static final String FOLDER = "folder";

    private final DirectoryStore store;
    private final PrintStream out;

    private StoreProgram(DirectoryStore store, PrintStream out) {
        this.store = store;
        this.out = out;
    }

    static void main(String[] arguments) throws IOException {
        StoreProgram program =
                new StoreProgram(
                        new DirectoryStore(Path.of(arguments[0]), new Traffic()), System.out);
        for (int i = 1; i < arguments.length; i++) {
            program.carryOut(arguments[i]);
        }
    }

    private void carryOut(String word) throws IOException {
        try {
            out.println(
                    switch (word) {
                        case "put" -> put();
                        case "hold" -> hold();
                        case "fill" -> fill();
                        case "list" -> store.list(FOLDER).stream().map(o -> o.key()).toList();
                        case "read" -> store.open(new ObjectKey("folder/name")).read();
                        case "sweep" -> store.sweep(FOLDER, _ -> false);
                        default -> throw new IllegalArgumentException(word);
                    });
        } catch (Failure.Store failure) {
            out.println(failure.kind() + ": " + failure.getMessage());
        }
    }

    private String put() throws IOException {
        try (ObjectWriter writer = store.create(new ObjectKey("folder/put"), 1)) {
            writer.write(1);
            writer.commit();
        }
        return "committed";
    }

    /// Holds an unfinished object until the process is killed or its input ends.
    private String hold() throws IOException {
        try (ObjectWriter writer = store.create(new ObjectKey("folder/held"), 1)) {
            writer.write(new byte[100_000]);
            out.println("holding");
            return "released: " + System.in.read();
        }
    }

    private String fill() throws IOException {
        try (ObjectWriter writer = store.create(new ObjectKey("folder/filling"), 0)) {
            while (true) {
                writer.write(new byte[10_000]);
            }
        }
    }
}
