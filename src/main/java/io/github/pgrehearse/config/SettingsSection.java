package io.github.pgrehearse.config;

import java.util.List;

/// A part of the reference: groups of settings under one heading.
///
/// @param text a paragraph of Markdown below the heading; may be empty
public record SettingsSection(String title, String text, List<Class<? extends Record>> groups) {

    public SettingsSection {
        groups = List.copyOf(groups);
    }

    /// The same without these groups.
    public SettingsSection without(List<Class<? extends Record>> others) {
        return new SettingsSection(
                title, text, groups.stream().filter(group -> !others.contains(group)).toList());
    }
}
