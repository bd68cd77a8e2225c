/// Settings, declared once: reading, checking and documenting environment variables.
@NullMarked
package io.github.pgrehearse.config;

import org.jspecify.annotations.NullMarked;
