package io.github.pgrehearse.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// A [Setting] with what the component's type says about it.
///
/// @param type what a text is read as: for `Optional<T>` it is `T`
record DeclaredSetting(Setting setting, Class<?> type, boolean optional) {

    private static final String FILE_SUFFIX = "_FILE";

    /// The settings of a record, in the order of its components.
    static List<DeclaredSetting> of(Class<? extends Record> group) {
        return Arrays.stream(group.getRecordComponents()).map(DeclaredSetting::of).toList();
    }

    private static DeclaredSetting of(RecordComponent component) {
        Setting setting =
                Optional.ofNullable(component.getAnnotation(Setting.class))
                        .orElseThrow(
                                () -> new IllegalStateException(component + " is no @Setting"));
        boolean optional = component.getType() == Optional.class;
        Class<?> type =
                optional
                        ? (Class<?>)
                                ((ParameterizedType) component.getGenericType())
                                        .getActualTypeArguments()[0]
                        : component.getType();
        return new DeclaredSetting(setting, type, optional);
    }

    String name() {
        return setting.name();
    }

    boolean isSecret() {
        return type == Secret.class;
    }

    /// Whether there is nothing to fall back to. Only texts and secrets are so declared: an empty
    /// one can stand in until the problem is reported.
    boolean isRequired() {
        return !optional && type != List.class && setting.fallback().isEmpty();
    }

    /// The variable that names a file with the value; only secrets have one.
    String fileVariable() {
        return name() + FILE_SUFFIX;
    }

    Stream<String> variables() {
        return isSecret() ? Stream.of(name(), fileVariable()) : Stream.of(name());
    }

    /// The words of an enum, in its order; empty for any other type.
    List<String> words() {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(DeclaredSetting::word).toList()
                : List.of();
    }

    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    /// The text in force where the variable is not set; empty if that is nothing.
    String unsetText() {
        return setting.fallback().isEmpty() ? setting.whenUnset() : setting.fallback();
    }
}
