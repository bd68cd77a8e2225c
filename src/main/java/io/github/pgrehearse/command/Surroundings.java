package io.github.pgrehearse.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// What a process gives the program to work with. All of it comes from here, so that a test, or the
/// demo, can give something else.
///
/// @param terminal whether a person sits at `out`
/// @param processors how many threads are worth using
/// @param temporary a directory for what is thrown away again
/// @param version of this program
public record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Clock clock,
        int processors,
        Path temporary,
        String version) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// The same but for the environment.
    Surroundings with(Map<String, String> other) {
        return new Surroundings(other, out, err, terminal, clock, processors, temporary, version);
    }
}
