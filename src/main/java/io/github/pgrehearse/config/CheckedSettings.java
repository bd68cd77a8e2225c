package io.github.pgrehearse.config;

import java.util.List;

/// A record of settings that knows more about them than the type of each.
public interface CheckedSettings {

    /// What is wrong with the values, singly or together. They are reported with all other
    /// problems, but for those of a variable that could not be read at all: its component then
    /// holds its fallback, or nothing, or an empty text.
    List<Problem> problems();
}
