package io.github.pgrehearse.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// What a process gives the program to work with. All of it comes from here, so that a test, or the
/// demo, can give something else.
///
/// @param in where a person's answers come from
/// @param terminal whether a person sits at `out`
/// @param processors how many threads are worth using
/// @param temporary a directory for what is thrown away again
/// @param version of this program
public record Surroundings(
        Map<String, String> environment,
        PrintStream out,
        PrintStream err,
        InputStream in,
        boolean terminal,
        Clock clock,
        int processors,
        Path temporary,
        String version) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /// With nobody to answer.
    public Surroundings(
            Map<String, String> environment,
            PrintStream out,
            PrintStream err,
            boolean terminal,
            Clock clock,
            int processors,
            Path temporary,
            String version) {
        this(
                environment,
                out,
                err,
                InputStream.nullInputStream(),
                terminal,
                clock,
                processors,
                temporary,
                version);
    }

    /// The same but for the environment.
    Surroundings with(Map<String, String> other) {
        return new Surroundings(
                other, out, err, in, terminal, clock, processors, temporary, version);
    }
}
