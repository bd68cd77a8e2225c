/// Log lines: one format for people, one for machines.
@NullMarked
package io.github.pgrehearse.log;

import org.jspecify.annotations.NullMarked;
