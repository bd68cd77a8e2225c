package io.github.pgrehearse.postgres.program;

import java.nio.file.Path;

/// The programs that make and run a server: one installation, since `initdb` insists on the
/// `postgres` beside it.
public record ServerPrograms(Path bin, ServerVersion version) {

    public Path initdb() {
        return bin.resolve("initdb");
    }

    public Path postgres() {
        return bin.resolve("postgres");
    }

    @Override
    public String toString() {
        return "server " + version + " in " + bin;
    }
}
