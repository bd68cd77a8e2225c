/// PostgreSQL's programs: finding the ones that fit a server, and running them.
@NullMarked
package io.github.pgrehearse.postgres.program;

import org.jspecify.annotations.NullMarked;
