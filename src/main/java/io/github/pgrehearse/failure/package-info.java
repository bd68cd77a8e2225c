/// What can go wrong outside the program, with what to do about it and the exit status it earns.
@NullMarked
package io.github.pgrehearse.failure;

import org.jspecify.annotations.NullMarked;
