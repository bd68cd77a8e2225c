/// The rehearsal of a restore: does this backup bring back what went into it?
@NullMarked
package io.github.pgrehearse.drill;

import org.jspecify.annotations.NullMarked;
