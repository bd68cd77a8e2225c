/// The database to back up: what it knows of itself, and the lock on it. The rooms below are for
/// reaching servers, for PostgreSQL's programs, and for throw-away servers.
@NullMarked
package io.github.pgrehearse.postgres;

import org.jspecify.annotations.NullMarked;
