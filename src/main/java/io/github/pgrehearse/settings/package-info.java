/// The settings, declared once: a record a group, from which reading, checks and documents come.
@NullMarked
package io.github.pgrehearse.settings;

import org.jspecify.annotations.NullMarked;
