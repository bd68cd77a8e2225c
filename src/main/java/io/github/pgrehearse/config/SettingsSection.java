package io.github.pgrehearse.config;

import java.util.List;

/// A part of the reference: groups of settings under one heading.
///
/// @param text a paragraph of Markdown below the heading; may be empty
public record SettingsSection(String title, String text, List<Class<? extends Record>> groups) {

    public SettingsSection {
        groups = List.copyOf(groups);
    }
}
