/// When something is due.
@NullMarked
package io.github.pgrehearse.schedule;

import org.jspecify.annotations.NullMarked;
