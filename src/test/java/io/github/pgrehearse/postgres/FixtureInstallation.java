package io.github.pgrehearse.postgres;

import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// An installed PostgreSQL server plus an extension of ours, `pgrehearse_fixture`, whose tables
/// pg_dump dumps: contrib has none of the kind.
///
/// PostgreSQL finds its files relative to where its program lies. So a copy of the two programs,
/// amid links to everything else, is a second installation, made in no time and by anybody; the
/// installed one stays as it is.
final class FixtureInstallation {

    private static final List<String> EXTENSION =
            List.of("pgrehearse_fixture.control", "pgrehearse_fixture--1.0.sql");

    private FixtureInstallation() {}

    /// Makes the second installation in `directory`, which the server's account must be able to
    /// read.
    static ServerPrograms in(Path directory, ServerPrograms installed) throws IOException {
        Path bin = directories(under(directory, installed.bin()));
        for (Path program : List.of(installed.initdb(), installed.postgres())) {
            // The copy itself, since PostgreSQL resolves links before it looks around
            Files.copy(program.toRealPath(), bin.resolve(program.getFileName()));
        }
        Path library = ask(installed, "--pkglibdir", "../lib");
        Path linked = under(directory, library);
        directories(Objects.requireNonNull(linked.getParent()));
        Files.createSymbolicLink(linked, library);

        Path share = ask(installed, "--sharedir", "../share/postgresql");
        Path extensions = share.resolve("extension");
        linkAll(share, directories(under(directory, share)), extensions);
        Path ours = directories(under(directory, extensions));
        linkAll(extensions, ours, extensions);
        for (String file : EXTENSION) {
            try (InputStream content =
                    FixtureInstallation.class.getResourceAsStream("/databases/extension/" + file)) {
                Files.copy(Objects.requireNonNull(content), ours.resolve(file));
            }
        }
        return new ServerPrograms(bin, installed.version());
    }

    /// The same path, below `directory` instead of the root.
    private static Path under(Path directory, Path path) {
        return directory.resolve(Objects.requireNonNull(path.getRoot()).relativize(path));
    }

    /// What the installation's `pg_config` answers; without one, a place relative to the programs.
    private static Path ask(ServerPrograms installed, String question, String otherwise)
            throws IOException {
        Path config = installed.bin().resolve("pg_config");
        if (!Files.isExecutable(config)) {
            return installed.bin().resolve(otherwise).normalize();
        }
        Process process = new ProcessBuilder(config.toString(), question).start();
        return Path.of(
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .strip());
    }

    private static Path directories(Path path) throws IOException {
        return Files.createDirectories(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }

    private static void linkAll(Path from, Path to, Path except) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(each -> !each.equals(except)).toList()) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file);
            }
        }
    }
}
