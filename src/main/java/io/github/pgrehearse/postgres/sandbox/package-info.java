/// Throw-away databases to restore backups into.
@NullMarked
package io.github.pgrehearse.postgres.sandbox;

import org.jspecify.annotations.NullMarked;
