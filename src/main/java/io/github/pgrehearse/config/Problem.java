package io.github.pgrehearse.config;

/// Why one environment variable cannot be used as it is.
public record Problem(String variable, String text) {

    public static Problem missing(String variable) {
        return new Problem(
                variable, "Required environment variable %s is not set".formatted(variable));
    }

    /// A value that is there and cannot be used.
    ///
    /// @param why what is wrong and what to write instead, with nothing of a secret
    public static Problem invalid(String variable, String why) {
        return new Problem(variable, "Invalid %s [%s]".formatted(variable, why));
    }
}
