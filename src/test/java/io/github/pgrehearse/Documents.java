package io.github.pgrehearse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The documents of this project.
public final class Documents {

    private static final Set<Path> NOT_OURS =
            Set.of(Path.of("target"), Path.of(".cache"), Path.of(".git"));

    private Documents() {}

    /// Every Markdown file, as seen from the top of the project, in the order of their names.
    public static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !NOT_OURS.contains(file.getName(0)))
                    .sorted()
                    .toList();
        }
    }
}
