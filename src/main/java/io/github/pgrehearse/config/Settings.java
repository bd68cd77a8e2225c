package io.github.pgrehearse.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What [SettingsReader] found: a record for each group that was asked for, every value in force,
/// and what the operator should know besides.
public final class Settings {

    /// Where the value of a setting came from.
    public enum Origin {
        ENVIRONMENT,
        FILE,
        DEFAULT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A setting with its value as text; a secret's is hidden, and that of none is `(unset)`.
    public record InForce(String variable, String value, Origin origin) {}

    private final Map<Class<?>, Record> groups;
    private final List<InForce> inForce;
    private final List<String> warnings;

    Settings(Map<Class<?>, Record> groups, List<InForce> inForce, List<String> warnings) {
        this.groups = Map.copyOf(groups);
        this.inForce = List.copyOf(inForce);
        this.warnings = List.copyOf(warnings);
    }

    /// The record of a group that was read.
    public <R extends Record> R get(Class<R> group) {
        Record found = groups.get(group);
        if (found == null) {
            throw new IllegalStateException(group.getSimpleName() + " was not read");
        }
        return group.cast(found);
    }

    /// The settings of the groups that were read, in the order of their declaration.
    public List<InForce> inForce() {
        return inForce;
    }

    /// Sentences about variables that look like misspelt ones. The caller logs them.
    public List<String> warnings() {
        return warnings;
    }
}
