/// Reaching a server as libpq does: connection strings, hosts and addresses, sockets.
@NullMarked
package io.github.pgrehearse.postgres.connection;

import org.jspecify.annotations.NullMarked;
