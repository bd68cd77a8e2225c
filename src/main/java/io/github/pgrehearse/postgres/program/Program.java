package io.github.pgrehearse.postgres.program;

import java.nio.file.Path;

/// One of PostgreSQL's programs, installed on this machine, that told its version when asked.
public record Program(String name, Path path, ServerVersion version) {

    public Program {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("a program needs an absolute path: " + path);
        }
    }

    /// As a person would name it: `pg_dump 15.18 in /usr/lib/postgresql/15/bin`.
    @Override
    public String toString() {
        return name + " " + version + " in " + path.getParent();
    }
}
