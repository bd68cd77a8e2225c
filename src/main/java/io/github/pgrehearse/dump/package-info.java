/// What a plain `pg_dump` says, read as it streams by: rows, statements, sequences, large objects.
@NullMarked
package io.github.pgrehearse.dump;

import org.jspecify.annotations.NullMarked;
