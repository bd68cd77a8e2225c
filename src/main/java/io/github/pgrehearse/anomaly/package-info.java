/// Whether a backup departs from those before it.
@NullMarked
package io.github.pgrehearse.anomaly;

import org.jspecify.annotations.NullMarked;
