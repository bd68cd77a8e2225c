/// The command line: one class a verb, and the wiring of what they need.
@NullMarked
package io.github.pgrehearse.command;

import org.jspecify.annotations.NullMarked;
