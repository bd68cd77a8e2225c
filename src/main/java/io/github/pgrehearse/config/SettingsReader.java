package io.github.pgrehearse.config;

import io.github.pgrehearse.config.Settings.InForce;
import io.github.pgrehearse.config.Settings.Origin;
import io.github.pgrehearse.failure.Failure;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns environment variables into records whose components are declared by [Setting].
///
/// A variable that is set to nothing counts as not set: compose files pass such ones on. The value
/// of a secret `X` may instead stand in the file that `X_FILE` names.
public final class SettingsReader {

    private static final String HINT =
            "Set these environment variables and run again; docs/configuration.md describes each.";

    private final Map<String, String> environment;
    private final Map<String, Problem> problems = new LinkedHashMap<>();
    private final List<InForce> inForce = new ArrayList<>();

    private SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /// Reads the groups asked for.
    ///
    /// @param known all groups that there are: their variables are no misspelt ones
    /// @throws Failure.Settings with every problem of all groups, a line each
    public static Settings read(
            Map<String, String> environment,
            List<Class<? extends Record>> groups,
            List<Class<? extends Record>> known)
            throws Failure.Settings {
        SettingsReader reader = new SettingsReader(environment);
        Map<Class<?>, Record> records = new LinkedHashMap<>();
        for (Class<? extends Record> group : groups) {
            records.put(group, reader.read(group));
        }
        if (!reader.problems.isEmpty()) {
            throw new Failure.Settings(
                    reader.problems.values().stream().map(Problem::text).toList(), HINT);
        }
        return new Settings(
                records, reader.inForce, new NearMisses(known).warnings(environment.keySet()));
    }

    /// The record, to be thrown away if there is a problem: then it may hold what stands in for a
    /// value.
    private Record read(Class<? extends Record> group) {
        Record found =
                construct(group, DeclaredSetting.of(group).stream().map(this::value).toArray());
        if (found instanceof CheckedSettings checked) {
            checked.problems().forEach(this::report);
        }
        return found;
    }

    private Object value(DeclaredSetting declared) {
        String text = given(declared);
        SettingParser parser = new SettingParser(declared);
        if (!text.isEmpty()) {
            try {
                Object parsed = parser.parse(text);
                return declared.optional() ? Optional.of(parsed) : parsed;
            } catch (IllegalArgumentException e) {
                report(Problem.invalid(declared.name(), String.valueOf(e.getMessage())));
            }
        }
        if (declared.optional()) {
            return Optional.empty();
        }
        if (declared.isRequired()) {
            report(Problem.missing(declared.name()));
        }
        return parser.parse(declared.setting().fallback());
    }

    /// The text that the environment or a file gives, or an empty one; notes where it came from.
    private String given(DeclaredSetting declared) {
        String text = variable(declared.name());
        String file = declared.isSecret() ? variable(declared.fileVariable()) : "";
        Origin origin = Origin.ENVIRONMENT;
        if (!text.isEmpty() && !file.isEmpty()) {
            report(
                    new Problem(
                            declared.name(),
                            "%s and %s are both set [unset one of them]"
                                    .formatted(declared.name(), declared.fileVariable())));
        } else if (!file.isEmpty()) {
            text = contents(declared, file);
            origin = Origin.FILE;
        } else if (text.isEmpty()) {
            origin = Origin.DEFAULT;
        }
        inForce.add(new InForce(declared.name(), shown(declared, text), origin));
        // white space may be a part of a secret, and is none of anything else
        return declared.isSecret() ? text : text.strip();
    }

    private String variable(String name) {
        String text = environment.getOrDefault(name, "");
        return text.isBlank() ? "" : text;
    }

    private String contents(DeclaredSetting declared, String name) {
        String why;
        try {
            String text = Files.readString(Path.of(name), StandardCharsets.UTF_8);
            String secret = text.replaceFirst("\\R+\\z", "");
            if (!secret.isBlank()) {
                return secret;
            }
            why = "is empty";
        } catch (NoSuchFileException e) {
            why = "does not exist";
        } catch (IOException | InvalidPathException e) {
            why = "cannot be read";
        }
        report(
                new Problem(
                        declared.name(),
                        "Invalid %s [%s %s]"
                                .formatted(declared.fileVariable(), shownPath(name), why)));
        return "";
    }

    /// People write the secret itself where its file belongs: what leads to no folder is not shown.
    private static String shownPath(String name) {
        try {
            @Nullable Path folder = Path.of(name).getParent();
            boolean leadsSomewhere =
                    folder != null && folder.getNameCount() > 0 && Files.isDirectory(folder);
            return leadsSomewhere ? name : "the file that it names";
        } catch (InvalidPathException e) {
            return "the file that it names";
        }
    }

    private static String shown(DeclaredSetting declared, String text) {
        if (declared.isSecret()) {
            return new Secret(text).toString();
        }
        String inForce = text.isEmpty() ? declared.unsetText() : text.strip();
        return inForce.isEmpty() ? "(unset)" : inForce;
    }

    /// Keeps the first problem of a variable: the next may be but its echo.
    private void report(Problem problem) {
        problems.putIfAbsent(problem.variable(), problem);
    }

    private static Record construct(Class<? extends Record> group, Object[] values) {
        Class<?>[] types =
                Arrays.stream(group.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> canonical = group.getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + group.getSimpleName(), e);
        }
    }
}
