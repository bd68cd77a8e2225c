package io.github.pgrehearse.postgres.program;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The directories in which programs are looked for: those the operator named, those of the usual
/// systems' packages, those of the `PATH`.
///
/// @param root below which the usual ones lie
record Places(List<Path> configured, List<Path> path, Path root) {

    private static final List<String> USUAL =
            List.of(
                    "usr/lib/postgresql/*/bin", // Debian, Ubuntu
                    "usr/libexec/postgresql*", // Alpine
                    "usr/pgsql-*/bin", // the PostgreSQL project's own RPMs
                    "usr/local/pgsql*/bin", // built from source
                    "opt/homebrew/opt/postgresql@*/bin", // Homebrew, Apple silicon
                    "opt/homebrew/opt/libpq*/bin",
                    "usr/local/opt/postgresql@*/bin", // Homebrew, Intel
                    "usr/local/opt/libpq*/bin",
                    "Applications/Postgres.app/Contents/Versions/*/bin");

    /// Debian's `/usr/bin/pg_dump` is a script that chooses a version by the local clusters and the
    /// host it is given: what it answers to `--version` says nothing of what it runs later. What it
    /// chooses from is among the usual places.
    private static final String DEBIAN_WRAPPER = "pg_wrapper";

    Places {
        configured = List.copyOf(configured);
        path = List.copyOf(path);
    }

    /// Every file of that name that can be run, in the order of the search, each once however many
    /// links lead to it.
    List<Path> candidates(String program) {
        Map<Path, Path> byFile = new LinkedHashMap<>();
        all().map(place -> place.resolve(program))
                .forEach(candidate ->
                        file(candidate)
                                .filter(file -> !file.endsWith(DEBIAN_WRAPPER))
                                .ifPresent(file -> byFile.putIfAbsent(file, candidate)));
        return List.copyOf(byFile.values());
    }

    /// What is wrong with the places that the operator named. That one lacks the program is not:
    /// servers and clients may live apart.
    List<String> complaints(String program) {
        return configured.stream()
                .flatMap(place -> complaint(place, place.resolve(program)).stream())
                .toList();
    }

    private static Optional<String> complaint(Path place, Path candidate) {
        if (!place.isAbsolute()) {
            return Optional.of(place + " is not an absolute path");
        }
        if (!Files.isDirectory(place)) {
            return Optional.of(place + " is no directory");
        }
        return file(candidate)
                .filter(file -> file.endsWith(DEBIAN_WRAPPER))
                .map(_ -> candidate + " is Debian's wrapper, which chooses by itself");
    }

    /// What a candidate is behind all links; nothing if it cannot be run.
    private static Optional<Path> file(Path candidate) {
        if (!Files.isRegularFile(candidate) || !Files.isExecutable(candidate)) {
            return Optional.empty();
        }
        try {
            return Optional.of(candidate.toRealPath());
        } catch (IOException e) {
            // gone since it was looked at: not a candidate any more
            return Optional.empty();
        }
    }

    private Stream<Path> all() {
        Stream<Path> usual = USUAL.stream().flatMap(this::expand);
        return Stream.of(configured.stream(), usual, path.stream())
                .flatMap(places -> places)
                .filter(Path::isAbsolute);
    }

    private Stream<Path> expand(String pattern) {
        List<Path> found = List.of(root);
        for (String segment : pattern.split("/", -1)) {
            found = found.stream().flatMap(directory -> children(directory, segment)).toList();
        }
        return found.stream();
    }

    private static Stream<Path> children(Path directory, String segment) {
        if (!segment.contains("*")) {
            return Stream.of(directory.resolve(segment));
        }
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> matching = Files.newDirectoryStream(directory, segment)) {
            matching.forEach(children::add);
        } catch (IOException e) {
            // a place that cannot be read has nothing for us
            return Stream.empty();
        }
        return children.stream().sorted();
    }
}
