package io.github.pgrehearse;

import java.util.List;

/// How a run of the program ended, and all that it wrote.
///
/// @param status 128 and the number of the signal where one ended it
public record ProgramRun(int status, String out, String err) {

    /// The log lines of this level, such as `ERROR`, without time and level.
    public List<String> lines(String level) {
        String mark = "Z " + level + ": ";
        return (out + err)
                .lines()
                .filter(line -> line.contains(mark))
                .map(line -> line.substring(line.indexOf(mark) + mark.length()))
                .toList();
    }

    public List<String> errors() {
        return lines("ERROR");
    }

    /// Everything, for the failure of a test and for a search of what must not be there.
    public String all() {
        return "exit status %d%n%s%s".formatted(status, out, err);
    }
}
