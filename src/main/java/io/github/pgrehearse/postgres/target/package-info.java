/// The database that a backup is restored into for real.
@NullMarked
package io.github.pgrehearse.postgres.target;

import org.jspecify.annotations.NullMarked;
