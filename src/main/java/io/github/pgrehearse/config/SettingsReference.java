package io.github.pgrehearse.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes the declaration of settings down for people: as `.env.example`, and as the tables of the
/// reference.
public final class SettingsReference {

    private static final int WIDTH = 98;
    private static final String NONE = "-";

    private final List<SettingsSection> sections;

    public SettingsReference(List<SettingsSection> sections) {
        this.sections = List.copyOf(sections);
    }

    /// The variables with a comment each; those that are required stand bare, all others are
    /// commented out with their default.
    public String environmentExample() {
        StringBuilder text = new StringBuilder();
        for (SettingsSection section : sections) {
            for (Class<? extends Record> group : section.groups()) {
                text.append("\n# --- %s: %s ---\n".formatted(plain(section.title()), title(group)));
                DeclaredSetting.of(group).forEach(declared -> text.append(entry(declared)));
            }
        }
        return text.toString();
    }

    private static String entry(DeclaredSetting declared) {
        Setting setting = declared.setting();
        String comment = plain(comment(declared));
        boolean bare = declared.isRequired() || !setting.requiredUnless().isEmpty();
        String shown = setting.fallback().isEmpty() ? setting.example() : setting.fallback();
        // an example of a secret, copied, would be one that is wrong without looking so
        String value = declared.isSecret() ? "" : shown;
        return "\n%s%s%s=%s\n".formatted(wrapped(comment), bare ? "" : "#", setting.name(), value);
    }

    private static String plain(String markdown) {
        return markdown.replace("`", "");
    }

    private static String comment(DeclaredSetting declared) {
        Setting setting = declared.setting();
        List<String> sentences = sentences(declared);
        if (!setting.requiredUnless().isEmpty()) {
            sentences.add("Required, unless %s.".formatted(setting.requiredUnless()));
        } else if (declared.isRequired()) {
            sentences.add("Required.");
        }
        if (!setting.whenUnset().isEmpty()) {
            sentences.add("Default: %s.".formatted(setting.whenUnset()));
        }
        if (declared.isSecret() && !setting.example().isEmpty()) {
            sentences.add("Example: %s".formatted(setting.example()));
        }
        return String.join(" ", sentences);
    }

    private static String wrapped(String comment) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder("#");
        for (String word : comment.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                text.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        return text.append(line).append('\n').toString();
    }

    /// The variables that hold secrets, and so have one beside them that names a file.
    public List<String> secrets() {
        return sections.stream()
                .flatMap(section -> section.groups().stream())
                .flatMap(group -> DeclaredSetting.of(group).stream())
                .filter(DeclaredSetting::isSecret)
                .map(DeclaredSetting::name)
                .toList();
    }

    /// The headings and tables.
    public String markdown() {
        return sections.stream()
                .map(SettingsReference::sectionMarkdown)
                .collect(Collectors.joining("\n"));
    }

    private static String sectionMarkdown(SettingsSection section) {
        StringBuilder text = new StringBuilder("## %s\n".formatted(section.title()));
        if (!section.text().isEmpty()) {
            text.append("\n%s\n".formatted(section.text()));
        }
        for (Class<? extends Record> group : section.groups()) {
            text.append("\n### %s\n\n%s\n\n".formatted(title(group), description(group).text()));
            text.append("| Variable | Required | Default | Description | Example |\n");
            text.append("|---|---|---|---|---|\n");
            DeclaredSetting.of(group).forEach(declared -> text.append(row(declared)));
        }
        return text.toString();
    }

    private static String row(DeclaredSetting declared) {
        Setting setting = declared.setting();
        String unless = setting.requiredUnless();
        String required =
                unless.isEmpty()
                        ? (declared.isRequired() ? "**Yes**" : "No")
                        : "**Yes**, unless " + unless;
        String fallback =
                setting.fallback().isEmpty() ? setting.whenUnset() : code(setting.fallback());
        return Stream.of(
                        code(setting.name()),
                        required,
                        fallback.isEmpty() ? NONE : fallback,
                        String.join(" ", sentences(declared)),
                        setting.example().isEmpty() ? NONE : code(setting.example()))
                .map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /// The help, and what the type adds to it.
    private static List<String> sentences(DeclaredSetting declared) {
        Setting setting = declared.setting();
        List<String> sentences = new ArrayList<>(List.of(setting.help()));
        if (!declared.words().isEmpty()) {
            sentences.add(
                    declared.words().stream()
                            .map(SettingsReference::code)
                            .collect(Collectors.joining(", ", "One of ", ".")));
        }
        if (setting.max() != Long.MAX_VALUE) {
            sentences.add("From %d to %d.".formatted(setting.min(), setting.max()));
        }
        return sentences;
    }

    private static String code(String text) {
        return "`%s`".formatted(text);
    }

    private static String title(Class<? extends Record> group) {
        return description(group).title();
    }

    private static SettingsGroup description(Class<? extends Record> group) {
        SettingsGroup description = group.getAnnotation(SettingsGroup.class);
        if (description == null) {
            throw new IllegalStateException(group.getSimpleName() + " is no @SettingsGroup");
        }
        return description;
    }
}
