package io.github.pgrehearse.postgres;

import io.github.pgrehearse.postgres.program.ServerPrograms;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
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
///
/// Everything is copied where the server could not follow the links: a server that root starts runs
/// as another user, who may not pass through root's home, where the clone may lie.
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
        boolean reachable = isReachable(installed.bin(), directory);
        provide(library, linked, reachable);

        Path share = ask(installed, "--sharedir", "../share/postgresql");
        Path extensions = share.resolve("extension");
        provideAll(share, directories(under(directory, share)), extensions, reachable);
        Path ours = directories(under(directory, extensions));
        provideAll(extensions, ours, extensions, reachable);
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

    /// Whether whoever will run the server in `directory` can get to a place.
    private static boolean isReachable(Path place, Path directory) throws IOException {
        if (!Files.getAttribute(directory, "unix:uid").equals(0)) {
            return true;
        }
        for (Path each = place.toRealPath(); each != null; each = each.getParent()) {
            if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static void provideAll(Path from, Path to, Path except, boolean reachable)
            throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(each -> !each.equals(except)).toList()) {
                provide(file, to.resolve(file.getFileName()), reachable);
            }
        }
    }

    private static void provide(Path from, Path to, boolean reachable) throws IOException {
        if (reachable) {
            Files.createSymbolicLink(to, from);
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
