package io.github.pgrehearse.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Declares one environment variable, on the record component that holds its value. This is the
/// only list of variables: parsing, checks and documentation all come from it.
///
/// The component's type says how the text is read: `String`, [Secret], `int`, `long`, `boolean`, an
/// enum (its constants in lower case), [java.time.Duration] or a `List<String>`, or an `Optional`
/// of any but the last. A setting that is neither a list nor optional and has no fallback is
/// required.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

    String name();

    /// What it is for, in full sentences; Markdown code spans are allowed.
    String help();

    /// The text that stands for the variable where it is not set.
    String fallback() default "";

    /// What an optional setting means where it is not set, if there is more to say than "nothing".
    String whenUnset() default "";

    /// Makes an optional setting one that the reader of the documentation has to set, but for the
    /// case named here; the record's own check reports it where it is missing.
    String requiredUnless() default "";

    String example() default "";

    /// The least number, or number of seconds.
    long min() default Long.MIN_VALUE;

    /// The greatest number, or number of seconds.
    long max() default Long.MAX_VALUE;
}
