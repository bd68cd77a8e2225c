/// A throw-away PostgreSQL server, from the installed programs, gone without a trace.
@NullMarked
package io.github.pgrehearse.postgres.ephemeral;

import org.jspecify.annotations.NullMarked;
